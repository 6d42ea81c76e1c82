import { createSignal, type JSX, Show } from 'solid-js'
import { stepUp } from '../../api/me.ts'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../../ui/control/button.tsx'
import { PasswordField } from '../../ui/control/password-field.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Dialog } from '../../ui/overlay/dialog.tsx'

/** Comes by itself when a request needs it, and the request goes on afterwards. */
export default function StepUpDialog(props: {
  onAnswer: (isProved: boolean) => void
}): JSX.Element {
  const [password, setPassword] = createSignal('')
  const [fault, setFault] = createSignal<string>()
  const [problem, setProblem] = createSignal<Problem>()
  const [busy, setBusy] = createSignal(false)
  const submit = async (): Promise<void> => {
    setProblem()
    setFault(password() ? undefined : t('stepUp.need'))
    if (!password()) return
    setBusy(true)
    try {
      await stepUp({ password: password() })
      props.onAnswer(true)
    } catch (error) {
      const found = problemOf(error)
      if (found.code === 'wrong_credentials') setFault(t('stepUp.wrong'))
      else setProblem(found)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={t('stepUp.title')}
      onClose={() => props.onAnswer(false)}
      footer={
        <>
          <Button onClick={() => props.onAnswer(false)}>{t('action.cancel')}</Button>
          <Button look="primary" busy={busy()} onClick={() => void submit()}>
            {t('stepUp.do')}
          </Button>
        </>
      }
    >
      <p>{t('stepUp.words')}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        <PasswordField
          label={t('stepUp.password')}
          name="step-up-password"
          autocomplete="current-password"
          autofocus
          value={password()}
          fault={fault()}
          onInput={(value) => {
            setFault()
            setPassword(value)
          }}
        />
        <button type="submit" hidden tabindex="-1">
          {t('stepUp.do')}
        </button>
      </form>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
