import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { requestReset } from '../../api/joining.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { TextField } from '../../ui/control/text-field.tsx'
import { AuthPage } from '../../features/auth/auth-page.tsx'
import { TenantBrand } from '../../features/auth/tenant-brand.tsx'
import { AuthForm } from '../../features/auth/auth-form.tsx'
import { emailFault } from './email-fault.ts'

/** Asks for a link to choose a new password; says the same whether the address is known or not. */
export default function ForgotPage(): JSX.Element {
  const [email, setEmail] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [asked, setAsked] = createSignal<string>()
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${t('forgot.title')} · AAM`
  })
  const unfit = (): string | undefined => emailFault(email(), t('signIn.needEmail'))
  const submit = async (): Promise<void> => {
    setTried(true)
    if (unfit()) return
    await run(async () => {
      await requestReset(email().trim())
      setAsked(email().trim())
    })
  }
  return (
    <AuthPage>
      <header class="auth-head">
        <TenantBrand />
        <h1>{t(asked() ? 'forgot.done.title' : 'forgot.title')}</h1>
        <p role="status">
          {asked() ? t('forgot.done.words', { email: asked() ?? '' }) : t('forgot.words')}
        </p>
      </header>
      <Show when={!asked()}>
        <AuthForm
          action={t('forgot.do')}
          busy={busy()}
          problem={problemBeside(problem(), '/email')}
          onSubmit={submit}
        >
          <TextField
            label={t('signIn.email')}
            name="email"
            type="email"
            autocomplete="username"
            maxLength={254}
            autofocus
            value={email()}
            fault={(tried() && unfit()) || faultAt(problem(), '/email')}
            onInput={setEmail}
          />
        </AuthForm>
      </Show>
      <A class="link" href="/meetings">
        {t('forgot.back')}
      </A>
    </AuthPage>
  )
}
