import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { tenantHere, signIn } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { TextField } from '../../ui/control/text-field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { TenantBrand } from '../../features/auth/tenant-brand.tsx'

function createSignIn() {
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()

  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim() || !password()) return
    await run(async () => {
      await signIn(email().trim(), password())
    })
  }
  const byPasskey = (): Promise<void> =>
    run(async () => {
      const { enterByPasskey } = await import('../../lib/passkeys/sign-in.ts')
      await enterByPasskey()
    })
  const missing = (value: string): boolean => tried() && !value.trim()
  return { email, setEmail, password, setPassword, busy, problem, submit, byPasskey, missing }
}

export default function SignInPage(): JSX.Element {
  const form = createSignIn()
  createEffect(() => {
    document.title = `${t('signIn.title')} · AAM`
  })
  return (
    <AuthPage>
      <header class="auth-head">
        <TenantBrand />
        <h1>{t('signIn.title')}</h1>
        <p>{t('signIn.at', { host: window.location.host })}</p>
      </header>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void form.submit()
        }}
      >
        <TextField
          label={t('signIn.email')}
          name="email"
          type="email"
          autocomplete="username"
          maxLength={254}
          autofocus
          value={form.email()}
          fault={form.missing(form.email()) ? t('signIn.needEmail') : undefined}
          onInput={form.setEmail}
        />
        <PasswordField
          label={t('signIn.password')}
          name="password"
          autocomplete="current-password"
          fault={form.missing(form.password()) ? t('signIn.needPassword') : undefined}
          value={form.password()}
          onInput={form.setPassword}
        />
        <Show when={form.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
        <Button look="primary" type="submit" busy={form.busy()}>
          {t('signIn.submit')}
        </Button>
        <Button busy={form.busy()} onClick={() => void form.byPasskey()}>
          {t('signIn.passkey')}
        </Button>
      </form>
      <A class="link" href="/forgot">
        {t('signIn.forgot')}
      </A>
      <Show when={tenantHere()?.joinsByDomain}>
        <A class="link" href="/join">
          {t('signIn.join')}
        </A>
      </Show>
    </AuthPage>
  )
}
