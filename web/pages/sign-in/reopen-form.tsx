import { createSignal, type JSX, Show } from 'solid-js'
import { reopenOrganisation } from '../../api/me.ts'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { findStanding, standing } from '../../lib/session.ts'
import { Button } from '../../ui/control/button.tsx'
import { Field } from '../../ui/control/field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'

const askEveryMs = 500
/** Every process knows by then. */
const askAtMost = 20

/** Whoever closed the organisation opens it again, by their password. */
export default function ReopenForm(): JSX.Element {
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [tried, setTried] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const untilOpen = async (): Promise<void> => {
    for (let asked = 0; asked < askAtMost && standing().is === 'suspended'; asked += 1) {
      await new Promise((resume) => setTimeout(resume, askEveryMs))
      await findStanding()
    }
  }
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim() || !password()) return
    setBusy(true)
    setProblem()
    try {
      await reopenOrganisation({ email: email().trim(), password: password() })
      await untilOpen()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p>{t('reopen.words')}</p>
      <Field
        label={t('signIn.email')}
        fault={tried() && !email().trim() ? t('signIn.needEmail') : undefined}
      >
        {(ids) => (
          <input
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            type="email"
            name="email"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            value={email()}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        )}
      </Field>
      <PasswordField
        label={t('signIn.password')}
        name="password"
        autocomplete="current-password"
        value={password()}
        fault={tried() && !password() ? t('signIn.needPassword') : undefined}
        onInput={setPassword}
      />
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
      <Button look="primary" type="submit" busy={busy()}>
        {t('reopen.do')}
      </Button>
    </form>
  )
}
