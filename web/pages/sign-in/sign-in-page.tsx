import { A } from '@solidjs/router'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { signIn } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Brand } from '../../ui/display/brand.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Gate } from './gate.tsx'

function createSignIn() {
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()

  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim() || !password()) return
    setBusy(true)
    setProblem()
    try {
      await signIn(email().trim(), password())
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const missing = (value: string): boolean => tried() && !value.trim()
  return { email, setEmail, password, setPassword, busy, problem, submit, missing }
}

export default function SignInPage(): JSX.Element {
  const form = createSignIn()
  createEffect(() => {
    document.title = `${t('signIn.title')} · AAM`
  })
  return (
    <Gate>
      <header class="gate-head">
        <Brand name="AAM" />
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
        <Field
          label={t('signIn.email')}
          fault={form.missing(form.email()) ? t('signIn.needEmail') : undefined}
        >
          {(ids) => (
            <input
              class="input"
              id={ids.id}
              aria-describedby={ids.describedBy}
              type="email"
              name="email"
              autocomplete="username"
              inputmode="email"
              autocapitalize="none"
              spellcheck={false}
              autofocus
              value={form.email()}
              onInput={(event) => form.setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
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
      </form>
      <A class="link" href="/forgot">
        {t('signIn.forgot')}
      </A>
    </Gate>
  )
}
