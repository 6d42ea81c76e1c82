import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { type Problem, problemOf } from '../../lib/problem.ts'
import { Button } from '../control/button.tsx'
import { Failure } from '../feedback/failure.tsx'
import { Dialog } from './dialog.tsx'

/** Asks before an action with consequences and shows the problem when it fails. */
export function ConfirmDialog(props: {
  title: string
  words: string
  confirm: string
  /** For actions that do no harm. */
  look?: 'primary'
  /** Ready by default. */
  isReady?: boolean
  children?: JSX.Element
  run: () => Promise<void>
  onClose: () => void
}): JSX.Element {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const run = async (): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      await props.run()
      props.onClose()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      footer={
        <>
          <Button onClick={() => props.onClose()}>{t('action.cancel')}</Button>
          <Button
            look={props.look ?? 'danger'}
            busy={busy()}
            disabled={props.isReady === false}
            onClick={() => void run()}
          >
            {props.confirm}
          </Button>
        </>
      }
    >
      <p>{props.words}</p>
      {props.children}
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </Dialog>
  )
}
