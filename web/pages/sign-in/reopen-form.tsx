import { createEffect, createSignal, type JSX, onMount, Show } from 'solid-js'
import type { ReopenBody } from '../../../server/modules/identity/organisation/contract.ts'
import { reopenOrganisation } from '../../api/joining.ts'
import { faultAt, problemBeside } from '../../i18n/field-fault.ts'
import { t } from '../../i18n/index.ts'
import { createAct } from '../../lib/act.ts'
import { ownProblem, problemOf, RequestFailed } from '../../lib/problem.ts'
import { readAuthState, authState } from '../../lib/session.ts'
import { CodeField } from '../../ui/control/code-field.tsx'
import { Button } from '../../ui/control/button.tsx'
import { TextField } from '../../ui/control/text-field.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'

const askEveryMs = 500
/** After that many, each server process knows that it is open. */
const maxTries = 20

async function waitUntilOpen(): Promise<void> {
  for (let asked = 0; asked < maxTries && authState().is === 'suspended'; asked += 1) {
    await new Promise((resume) => setTimeout(resume, askEveryMs))
    await readAuthState()
  }
}

/** Succeeds as well where it is open already: a lost answer, or another owner. */
async function reopen(body: ReopenBody): Promise<void> {
  try {
    await reopenOrganisation(body)
  } catch (error) {
    if (problemOf(error).code !== 'wrong_state') throw error
    await readAuthState()
    if (authState().is === 'suspended') throw new RequestFailed(ownProblem('not_reopenable'))
  }
}

/** The owner who closed the organisation opens it again with their password. */
export default function ReopenForm(): JSX.Element {
  const [email, setEmail] = createSignal('')
  const [password, setPassword] = createSignal('')
  const [code, setCode] = createSignal('')
  const [asksForCode, setAsksForCode] = createSignal(false)
  const [tried, setTried] = createSignal(false)
  const { busy, problem, run } = createAct()
  let form: HTMLFormElement | undefined
  // The button that opened the form is gone and has taken the focus with it.
  onMount(() => form?.querySelector('input')?.focus())
  createEffect(() => {
    if (problem()?.errors.some(({ pointer }) => pointer === '/code')) setAsksForCode(true)
  })
  const submit = async (): Promise<void> => {
    setTried(true)
    if (!email().trim() || !password()) return
    await run(async () => {
      await reopen({
        email: email().trim(),
        password: password(),
        ...(code().trim() ? { code: code().trim() } : {}),
      })
      await waitUntilOpen()
    })
  }
  return (
    <form
      ref={(element) => {
        form = element
      }}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      <p>{t('reopen.words')}</p>
      <TextField
        label={t('signIn.email')}
        name="email"
        type="email"
        autocomplete="username"
        maxLength={254}
        value={email()}
        fault={tried() && !email().trim() ? t('signIn.needEmail') : faultAt(problem(), '/email')}
        onInput={setEmail}
      />
      <PasswordField
        label={t('signIn.password')}
        name="password"
        autocomplete="current-password"
        value={password()}
        fault={tried() && !password() ? t('signIn.needPassword') : faultAt(problem(), '/password')}
        onInput={setPassword}
      />
      <Show when={asksForCode()}>
        <CodeField
          label={t('stepUp.code')}
          name="code"
          hasLetters
          autofocus
          value={code()}
          fault={faultAt(problem(), '/code')}
          onInput={setCode}
        />
      </Show>
      <Show when={problemBeside(problem(), '/email', '/password', '/code')}>
        {(found) => <Failure problem={found()} />}
      </Show>
      <Button look="primary" type="submit" busy={busy()}>
        {t('reopen.do')}
      </Button>
    </form>
  )
}
