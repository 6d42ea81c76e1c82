import {
  createResource,
  createSignal,
  type JSX,
  lazy,
  Match,
  Show,
  Suspense,
  Switch,
} from 'solid-js'
import type { MeetingView } from '../../../../server/modules/meetings/contract.ts'
import { loadMessages, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { cancelMeeting, retryMeeting } from '../../../api/meetings.ts'
import { listModelCalls } from '../../../api/runs.ts'
import { ownProblem, type Problem, problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { ProgressBar } from '../../../features/meetings/meeting-state.tsx'
import {
  isWorking,
  describeProgress,
  describeReason,
  describeState,
} from '../../../features/meetings/describe-state.ts'
import { FileAgain } from '../../../features/uploads/file-again.tsx'
import type { Upload } from '../../../features/uploads/uploads.ts'
import { uploadOf, describeUploading } from '../../../features/uploads/describe-uploading.ts'
import { describeUpload } from '../../../features/uploads/describe-upload.ts'
import { useMeeting } from '../meeting-context.ts'
import { AddFile } from './add-file.tsx'
import './stage-pane.css'

const actions = { retry: retryMeeting, cancel: cancelMeeting }

function useAction() {
  const { store } = useMeeting()
  const [busy, setBusy] = createSignal(false)
  const run = async (action: keyof typeof actions): Promise<void> => {
    setBusy(true)
    try {
      store.putMeeting(await actions[action](store.id))
    } catch (error) {
      showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
    } finally {
      setBusy(false)
    }
  }
  return { busy, run }
}

/** Also after a cancelled or refused upload, with the reason. */
function DraftStage(props: { meeting: MeetingView }): JSX.Element {
  return (
    <>
      <h2>{t('meeting.draft.title')}</h2>
      <Show when={describeReason(props.meeting)}>{(reason) => <p>{reason()}</p>}</Show>
      <p>{t(can('meetings:write') ? 'meeting.draft.words' : 'transcript.none')}</p>
      <AddFile />
    </>
  )
}

function CancelledStage(props: { meeting: MeetingView }): JSX.Element {
  const action = useAction()
  const hasSomething = (): boolean => props.meeting.hasMedia || props.meeting.hasTranscript
  return (
    <Show when={hasSomething()} fallback={<DraftStage meeting={props.meeting} />}>
      <h2>{t('meeting.cancelled.title')}</h2>
      <p>{t('meeting.cancelled.words')}</p>
      <Show when={can('meetings:write')}>
        <div class="stage-buttons">
          <Button look="primary" busy={action.busy()} onClick={() => void action.run('retry')}>
            {t('meeting.again')}
          </Button>
        </div>
      </Show>
    </Show>
  )
}

/** For admins: what the model's server itself said of the failure. */
function ServerMessage(props: { meeting: MeetingView }): JSX.Element {
  const [calls] = createResource(
    () => can('interactions:read') && props.meeting.reason?.startsWith('model_'),
    () => listModelCalls(props.meeting.id),
  )
  const words = (): string | undefined =>
    (calls.error ? undefined : settled(calls))?.findLast(
      ({ errorCode }) => errorCode === props.meeting.reason,
    )?.serverMessage ?? undefined
  return (
    <Show when={words()}>{(said) => <p>{t('calls.serverMessage', { words: said() })}</p>}</Show>
  )
}

function FailedStage(props: { meeting: MeetingView }): JSX.Element {
  const action = useAction()
  const problem = (): Problem =>
    ownProblem('stage_failed', 0, describeReason(props.meeting) ?? describeState(props.meeting))
  return (
    <>
      <h2>{describeState(props.meeting)}</h2>
      <Failure
        problem={problem()}
        action={
          props.meeting.canRetry && can('meetings:write')
            ? { label: t('action.retry'), run: () => void action.run('retry'), busy: action.busy() }
            : undefined
        }
      />
      <ServerMessage meeting={props.meeting} />
      <Show when={!props.meeting.hasTranscript || !props.meeting.canRetry}>
        <AddFile />
      </Show>
    </>
  )
}

/** Cancels the work. A waiting meeting can also be tried at once, as its cause may be fixed. */
function StopButton(props: { mayTryNow?: boolean }): JSX.Element {
  const action = useAction()
  return (
    <Show when={can('meetings:write')}>
      <div class="stage-buttons">
        <Show when={props.mayTryNow}>
          <Button size="small" busy={action.busy()} onClick={() => void action.run('retry')}>
            {t('meeting.tryNow')}
          </Button>
        </Show>
        <Button size="small" busy={action.busy()} onClick={() => void action.run('cancel')}>
          {t('meeting.cancelWork')}
        </Button>
      </div>
    </Show>
  )
}

/** The dock has details and controls; an upload of another tab or device is only named. */
function UploadingStage(props: { meeting: MeetingView }): JSX.Element {
  const upload = (): Upload | undefined => uploadOf(props.meeting)
  return (
    <>
      <h2 class="figures">{describeUploading(props.meeting) ?? describeState(props.meeting)}</h2>
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
              <p>{describeUpload(known())}</p>
              <FileAgain upload={known()} />
            </Match>
            <Match when={known().state === 'elsewhere' || known().state === 'paused'}>
              <p>{describeUpload(known())}</p>
            </Match>
          </Switch>
        )}
      </Show>
    </>
  )
}

const PlanRemedy = lazy(async () => {
  const [part] = await Promise.all([import('./plan-remedy.tsx'), loadMessages('governing')])
  return part
})

const limitsOfPlan = new Set([
  'minute_limit_reached',
  'recording_over_limit',
  'spending_limit_reached',
])
const waitsForPlan = ({ status, reason }: MeetingView): boolean =>
  status === 'waiting' && limitsOfPlan.has(reason ?? '')

/** What stands in place of a result that is not there yet: what happens, or what to do. */
export function StagePane(props: { meeting: MeetingView }): JSX.Element {
  const status = (): MeetingView['status'] => props.meeting.status
  const isWithoutProvider = (): boolean => props.meeting.reason === 'no_speech_provider'
  return (
    <div class="stage">
      <Switch>
        <Match when={status() === 'draft'}>
          <DraftStage meeting={props.meeting} />
        </Match>
        <Match when={status() === 'failed'}>
          <FailedStage meeting={props.meeting} />
        </Match>
        <Match when={status() === 'cancelled'}>
          <CancelledStage meeting={props.meeting} />
        </Match>
        <Match when={status() === 'uploading'}>
          <UploadingStage meeting={props.meeting} />
        </Match>
        <Match when={isWorking(status()) || status() === 'waiting'}>
          <h2 class="figures" role="status">
            {describeProgress(props.meeting)}
          </h2>
          <ProgressBar meeting={props.meeting} />
          <Show when={describeReason(props.meeting)}>{(reason) => <p>{reason()}</p>}</Show>
          <Show when={waitsForPlan(props.meeting) && can('billing:write')}>
            <Suspense>
              <PlanRemedy />
            </Suspense>
          </Show>
          <Show when={isWithoutProvider()} fallback={<p>{t('meeting.working')}</p>}>
            <Show when={can('meetings:write')}>
              <p>{t('meeting.orTranscript')}</p>
            </Show>
            <AddFile of="transcript" />
          </Show>
          <StopButton mayTryNow={status() === 'waiting' && !isWithoutProvider()} />
        </Match>
      </Switch>
    </div>
  )
}
