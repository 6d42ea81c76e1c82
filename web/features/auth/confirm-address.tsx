import { A, useNavigate } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { confirmEmail } from '../../api/sign-up.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { continueSignIn } from '../../lib/session.ts'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { AuthPage } from './auth-page.tsx'
import { AuthForm } from './auth-form.tsx'
import { linkToken } from './link-token.ts'

/** Asks for the password after a link that verifies an address. */
export function ConfirmAddress(props: {
  title: string
  words: string
  /** The button's text. */
  action: string
  needPassword: string
  /** Replaces the server's message about a wrong password. */
  wrongPassword?: string
  /** The address of the page that follows. */
  goTo: string
}): JSX.Element {
  const navigate = useNavigate()
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  createEffect(() => {
    document.title = `${props.title} · AAM`
  })
  const refused = (): string | undefined => faultAt(problem(), '/password')
  const fault = (): string | undefined => {
    if (tried() && !password()) return props.needPassword
    const isWrong = problem()?.errors.some(({ reason }) => reason === 'wrong_password')
    return (isWrong && props.wrongPassword) || refused()
  }
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!password()) return
    await run(async () => {
      const answer = await confirmEmail(linkToken(), password())
      navigate(props.goTo, { replace: true })
      await continueSignIn(answer)
    })
  }
  return (
    <AuthPage>
      <header class="auth-head">
        <Brand name="AAM" />
        <h1>{props.title}</h1>
        <p>{props.words}</p>
      </header>
      <AuthForm
        action={props.action}
        busy={busy()}
        problem={problemBeside(problem(), '/password')}
        onSubmit={submit}
      >
        <PasswordField
          label={t('confirm.password')}
          name="password"
          autocomplete="current-password"
          autofocus
          value={password()}
          fault={fault()}
          onInput={setPassword}
        />
      </AuthForm>
      <Show when={problem()?.code === 'link_over'}>
        <A class="link" href="/meetings">
          {t('join.toSignIn')}
        </A>
      </Show>
    </AuthPage>
  )
}
