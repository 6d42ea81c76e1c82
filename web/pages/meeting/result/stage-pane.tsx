import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
import { request } from '../../../lib/api.ts'
import { ownProblem, type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { importTranscript } from '../../meetings/add/add-meeting.ts'
import { FilePick } from '../../meetings/add/file-pick.tsx'
import { ProgressBar } from '../../meetings/meeting-state.tsx'
import { isWorking, wordProgress, wordReason, wordState } from '../../meetings/state-words.ts'
import { useMeeting } from '../meeting-context.ts'
import './result-pane.css'

function useAction() {
  const { store } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const run = async (action: 'retry' | 'cancel' | 'process'): Promise<void> => {
    setBusy(true)
    try {
      store.putMeeting(await request<MeetingView>('POST', `/meetings/${store.id}/${action}`))
    } catch (error) {
      showToast({ tone: 'bad', words: wordProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}

function DraftStage(): JSX.Element {
  const { store } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const take = async (files: File[]): Promise<void> => {
    const [file] = files
    if (!file) return
    setBusy(true)
    setProblem()
    try {
      await importTranscript(store.id, { name: file.name, bytes: file })
      await store.load()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <h2>{t('meeting.draft.title')}</h2>
      <Show when={can('meetings:write')} fallback={<p>{t('transcript.none')}</p>}>
        <p>{t('meeting.draft.words')}</p>
        <FilePick files={[]} single busy={busy()} onPick={(files) => void take(files)} />
      </Show>
      <Show when={problem()}>{(found) => <Failure problem={found()} />}</Show>
    </>
  )
}

function FailedStage(props: { meeting: MeetingView }): JSX.Element {
  const action = useAction()
  const problem = (): Problem =>
    ownProblem('stage_failed', 0, wordReason(props.meeting) ?? wordState(props.meeting))
  return (
    <>
      <h2>{wordState(props.meeting)}</h2>
      <Failure
        problem={problem()}
        action={
          props.meeting.canRetry && can('meetings:write')
            ? { label: t('action.retry'), run: () => void action.run('retry'), busy: action.busy() }
            : undefined
        }
      />
    </>
  )
}

/** What stands in place of a result that is not there yet: what happens, or what to do. */
export function StagePane(props: { meeting: MeetingView }): JSX.Element {
  const action = useAction()
  const status = (): MeetingView['status'] => props.meeting.status
  return (
    <div class="stage">
      <Switch>
        <Match when={status() === 'draft'}>
          <DraftStage />
        </Match>
        <Match when={status() === 'failed'}>
          <FailedStage meeting={props.meeting} />
        </Match>
        <Match when={status() === 'cancelled'}>
          <h2>{t('meeting.cancelled.title')}</h2>
          <p>{t('meeting.cancelled.words')}</p>
          <Show when={can('meetings:write')}>
            <div class="stage-buttons">
              <Button look="primary" busy={action.busy()} onClick={() => void action.run('retry')}>
                {t('meeting.again')}
              </Button>
            </div>
          </Show>
        </Match>
        <Match when={isWorking(status()) || status() === 'waiting'}>
          <h2 class="figures" role="status">
            {wordProgress(props.meeting)}
          </h2>
          <ProgressBar meeting={props.meeting} />
          <Show when={wordReason(props.meeting)}>{(reason) => <p>{reason()}</p>}</Show>
          <p>{t('meeting.working')}</p>
          <Show when={can('meetings:write')}>
            <div class="stage-buttons">
              <Button size="small" busy={action.busy()} onClick={() => void action.run('cancel')}>
                {t('meeting.cancelWork')}
              </Button>
            </div>
          </Show>
        </Match>
      </Switch>
    </div>
  )
}
