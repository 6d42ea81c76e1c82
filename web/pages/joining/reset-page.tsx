import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { confirmReset } from '../../api/joining.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { readAuthState } from '../../lib/session.ts'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { TenantBrand } from '../../features/auth/tenant-brand.tsx'
import { AuthForm } from '../../features/auth/auth-form.tsx'
import { linkToken } from '../../features/auth/link-token.ts'

/** The page of a password reset link. */
export default function ResetPage(): JSX.Element {
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [done, setDone] = createSignal(false)
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('reset.title')} · AAM`
  })
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!password()) return
    await run(async () => {
      await confirmReset({ token: linkToken(), password: password() })
      setDone(true)
      // Whoever was signed in here has been signed out.
      await readAuthState()
    })
  }
  return (
    <AuthPage>
      <header class="auth-head">
        <TenantBrand />
        <h1>{t(done() ? 'reset.done.title' : 'reset.title')}</h1>
        <p>{t(done() ? 'reset.done.words' : 'reset.words')}</p>
      </header>
      <Show
        when={!done()}
        fallback={
          <A class="button button-primary button-normal" href="/meetings">
            {t('join.toSignIn')}
          </A>
        }
      >
        <AuthForm
          action={t('reset.do')}
          busy={busy()}
          problem={problemBeside(problem(), '/password')}
          onSubmit={submit}
        >
          <PasswordField
            label={t('reset.password')}
            name="new-password"
            autocomplete="new-password"
            autofocus
            hint={t('password.hint')}
            value={password()}
            fault={tried() && !password() ? t('password.need') : faultAt(problem(), '/password')}
            onInput={setPassword}
          />
        </AuthForm>
        <Show when={problem()?.code === 'link_over'}>
          <A class="link" href="/forgot">
            {t('reset.again')}
          </A>
        </Show>
      </Show>
    </AuthPage>
  )
}
