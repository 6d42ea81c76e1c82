import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
import { request } from '../../../lib/api.ts'
import { ownProblem, type Problem, problemOf, RequestFailed } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { importTranscript } from '../../meetings/add/add-meeting.ts'
import { asRecording, isTaken, pickedFile } from '../../meetings/add/file-kind.ts'
import { FilePick } from '../../meetings/add/file-pick.tsx'
import { ProgressBar } from '../../meetings/meeting-state.tsx'
import { isWorking, wordProgress, wordReason, wordState } from '../../meetings/state-words.ts'
import { loadEngine } from '../../meetings/uploads/engine.ts'
import { FileAgain } from '../../meetings/uploads/file-again.tsx'
import type { Upload } from '../../meetings/uploads/uploads.ts'
import { uploadOf, wordUploading } from '../../meetings/uploads/uploading-words.ts'
import { wordUpload } from '../../meetings/uploads/upload-words.ts'
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
  const add = async (file: File): Promise<void> => {
    const picked = await pickedFile(file)
    if (!isTaken(picked)) throw new RequestFailed(picked.problem ?? ownProblem('neither_kind'))
    const recording = asRecording(picked)
    if (recording) {
      const { addRecording } = await loadEngine()
      await addRecording(recording, { meetingId: store.id })
    } else await importTranscript(store.id, { name: file.name, bytes: file })
    await store.load()
  }
  const take = async (files: File[]): Promise<void> => {
    const [file] = files
    if (!file) return
    setBusy(true)
    setProblem()
    try {
      await add(file)
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

function StopButton(): JSX.Element {
  const action = useAction()
  return (
    <Show when={can('meetings:write')}>
      <div class="stage-buttons">
        <Button size="small" busy={action.busy()} onClick={() => void action.run('cancel')}>
          {t('meeting.cancelWork')}
        </Button>
      </div>
    </Show>
  )
}

/** The dock says more and steers; where another tab or device uploads, only that is known. */
function UploadingStage(props: { meeting: MeetingView }): JSX.Element {
  const upload = (): Upload | undefined => uploadOf(props.meeting)
  return (
    <>
      <h2 class="figures">{wordUploading(props.meeting) ?? wordState(props.meeting)}</h2>
      <ProgressBar meeting={props.meeting} />
      <Show
        when={upload()}
        fallback={
          <>
            <p>{t('uploading.onlyThere')}</p>
            <StopButton />
          </>
        }
      >
        {(known) => (
          <Switch fallback={<p>{t('uploading.keepOpen')}</p>}>
            <Match when={known().state === 'needs_file'}>
              <p>{wordUpload(known())}</p>
              <FileAgain upload={known()} />
            </Match>
            <Match when={known().state === 'elsewhere' || known().state === 'paused'}>
              <p>{wordUpload(known())}</p>
            </Match>
          </Switch>
        )}
      </Show>
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
        <Match when={status() === 'uploading'}>
          <UploadingStage meeting={props.meeting} />
        </Match>
        <Match when={isWorking(status()) || status() === 'waiting'}>
          <h2 class="figures" role="status">
            {wordProgress(props.meeting)}
          </h2>
          <ProgressBar meeting={props.meeting} />
          <Show when={wordReason(props.meeting)}>{(reason) => <p>{reason()}</p>}</Show>
          <p>{t('meeting.working')}</p>
          <StopButton />
        </Match>
      </Switch>
    </div>
  )
}
