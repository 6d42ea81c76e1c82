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

/** Runs what the dialog does, one at a time; a refusal is shown in the dialog. */
function createWork(onDone: () => void) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  return {
    busy,
    problem,
    run: async (work: () => Promise<boolean>): Promise<void> => {
      setBusy(true)
      setProblem()
      try {
        if (await work()) onDone()
      } catch (error) {
        setProblem(problemOf(error))
      } finally {
        setBusy(false)
      }
    },
  }
}

function Impact(props: { isAccepted: boolean; impact: string | undefined }): JSX.Element {
  return (
    <Show
      when={!props.isAccepted}
      fallback={
        <p class="change-accepted" role="note">
          {t('speakers.accepted')}
        </p>
      }
    >
      <Show when={props.impact}>
        {(text) => (
          <p class="change-impact" role="status">
            {text()}
          </p>
        )}
      </Show>
    </Show>
  )
}

/** A form over the transcript. For an accepted meeting it is closed, and offers to reopen the meeting. */
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
  const work = createWork(done)
  const isAccepted = (): boolean => store.state.meeting?.status === 'accepted'
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
              <Button look="primary" type="submit" form={formId} busy={work.busy()}>
                {props.submit}
              </Button>
            }
          >
            <Button look="primary" busy={work.busy()} onClick={() => void work.run(reopen)}>
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
          if (!work.busy() && !isAccepted()) void work.run(props.run)
        }}
      >
        {props.children}
        <Impact isAccepted={isAccepted()} impact={props.impact} />
        <Show when={work.problem()}>{(found) => <Failure problem={found()} />}</Show>
      </form>
    </Dialog>
  )
}
