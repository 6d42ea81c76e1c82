import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import { createEffect, createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { signIn } from '../../lib/session.ts'
import { Button, IconButton } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
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
  const [shown, setShown] = createSignal(false)
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
        <Field
          label={t('signIn.password')}
          fault={form.missing(form.password()) ? t('signIn.needPassword') : undefined}
        >
          {(ids) => (
            <div class="gate-password">
              <input
                class="input"
                id={ids.id}
                aria-describedby={ids.describedBy}
                type={shown() ? 'text' : 'password'}
                name="password"
                autocomplete="current-password"
                value={form.password()}
                onInput={(event) => form.setPassword(event.currentTarget.value)}
              />
              <IconButton
                label={shown() ? t('signIn.hide') : t('signIn.show')}
                aria-pressed={shown()}
                onClick={() => setShown(!shown())}
              >
                {shown() ? <EyeOff /> : <Eye />}
              </IconButton>
            </div>
          )}
        </Field>
        <Show when={form.problem()}>{(problem) => <Failure problem={problem()} />}</Show>
        <Button look="primary" type="submit" busy={form.busy()}>
          {t('signIn.submit')}
        </Button>
      </form>
    </Gate>
  )
}
