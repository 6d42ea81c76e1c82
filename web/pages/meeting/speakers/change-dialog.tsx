import { createSignal, createUniqueId, type JSX, Show } from 'solid-js'
import { reopenMeeting } from '../../../api/meetings.ts'
import { t } from '../../../i18n/index.ts'
import { type Problem, problemOf } from '../../../lib/problem.ts'
import { Button } from '../../../ui/control/button.tsx'
import { createKeptForm } from '../../../ui/control/kept-form.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'
import { useMeeting } from '../meeting-context.ts'
import './speakers.css'

/** A form over the transcript. Of an accepted meeting it is closed, and says how to open it. */
export function ChangeDialog(props: {
  title: string
  /** Where what is typed is kept until it is saved. */
  keepAt?: string
  submit: string
  /** False keeps the dialog open: something is missing, and the form says what. */
  run: () => Promise<boolean>
  /** How many items cite what would change. */
  impact: string | undefined
  onClose: () => void
  children: JSX.Element
}): JSX.Element {
  const { store } = useMeeting()
  const formId = createUniqueId()
  const kept = createKeptForm(props.keepAt)
  const done = (): void => {
    kept.drop()
    props.onClose()
  }
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const isAccepted = (): boolean => store.state.meeting?.status === 'accepted'
  const during = async (work: () => Promise<boolean>): Promise<void> => {
    setBusy(true)
    setProblem()
    try {
      if (await work()) done()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const reopen = async (): Promise<boolean> => {
    store.putMeeting(await reopenMeeting(store.id))
    return false
  }
  return (
    <Dialog
      title={props.title}
      onClose={props.onClose}
      kept={kept}
      footer={
        <>
          <Button onClick={done}>{t('action.cancel')}</Button>
          <Show
            when={isAccepted()}
            fallback={
              <Button look="primary" type="submit" form={formId} busy={busy()}>
                {props.submit}
              </Button>
            }
          >
            <Button look="primary" busy={busy()} onClick={() => void during(reopen)}>
              {t('speakers.reopen')}
            </Button>
          </Show>
        </>
      }
    >
      <form
        id={formId}
        class="change-form"
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy() && !isAccepted()) void during(props.run)
        }}
      >
        {props.children}
        <Show
          when={!isAccepted()}
          fallback={
            <p class="change-accepted" role="note">
              {t('speakers.accepted')}
            </p>
          }
        >
          <Show when={props.impact}>
            {(words) => (
              <p class="change-impact" role="status">
                {words()}
              </p>
            )}
          </Show>
        </Show>
        <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
      </form>
    </Dialog>
  )
}
