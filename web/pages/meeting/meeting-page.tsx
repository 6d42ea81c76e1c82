import { useNavigate, useParams, useSearchParams } from '@solidjs/router'
import {
  createEffect,
  createSignal,
  type JSX,
  lazy,
  Match,
  on,
  onMount,
  Show,
  Suspense,
  Switch,
  createMemo,
} from 'solid-js'
import type { MeetingView } from '../../../server/modules/meetings/contract.ts'
import { t } from '../../i18n/index.ts'
import { describeProblem } from '../../i18n/describe-problem.ts'
import { acceptMeeting, reopenMeeting } from '../../api/meetings.ts'
import { openKeptPlaces } from '../../lib/kept-text.ts'
import { bindKeys } from '../../lib/keys/bindings.ts'
import { problemOf } from '../../lib/problem.ts'
import { can } from '../../lib/session.ts'
import { Tabs } from '../../ui/control/tabs.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { showToast } from '../../ui/feedback/toasts.tsx'
import { createAdding } from './adding/adding.ts'
import { AddingDialog } from './adding/adding-dialog.tsx'
import { MeetingHeader } from './header/meeting-header.tsx'
import type { Pane } from './editing-parts.ts'
import { MeetingContext, type MeetingParts, useMeeting } from './meeting-context.ts'
import { shortNames } from '../../features/results/item/short-names.ts'
import { createMeetingStore } from './store/meeting-store.ts'
import { PlayerPane } from './player/player-pane.tsx'
import { NoMeeting } from './no-meeting.tsx'
import { createPlayer } from './player/player.ts'
import { ReplacementNote } from './result/replacement-note.tsx'
import { ResultPane } from './result/result-pane.tsx'
import { StagePane } from './result/stage-pane.tsx'
import { ResultContext } from '../../features/results/result-context.ts'
import { createReview } from '../../features/results/review/review.ts'
import { createSpeakerEdits } from './speakers/speaker-edits.ts'
import { SpeakerDialogs } from './speakers/speaker-dialogs.tsx'
import { TranscriptPane } from './transcript/transcript-pane.tsx'
import './meeting-page.css'

const RunsTab = lazy(() => import('./tabs/runs-tab.tsx'))
const HistoryTab = lazy(() => import('./tabs/history-tab.tsx'))
const JsonTab = lazy(() => import('./tabs/json-tab.tsx'))
const CallsTab = lazy(() => import('./tabs/calls-tab.tsx'))

const views = ['result', 'runs', 'history', 'calls', 'json'] as const
type View = (typeof views)[number]
/** Where there is no room for two panes the transcript is a tab among the others. */
const phoneTabs = ['result', 'transcript', 'runs', 'history', 'calls', 'json'] as const
/** What was asked of a language model is for administrators. */
const isOpen = (view: (typeof phoneTabs)[number]): boolean =>
  view !== 'calls' || can('interactions:read')

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value[0] : value

function reviewKeys(parts: MeetingParts): void {
  const { review } = parts
  const onCurrent = (act: (id: string) => void) => (): void => {
    const id = review.current()
    if (id) act(id)
  }
  bindKeys(() => [
    { chord: 'j', label: 'keys.next', run: () => review.step(1), keyOnly: true },
    { chord: 'k', label: 'keys.previous', run: () => review.step(-1), keyOnly: true },
    { chord: 'a', label: 'keys.accept', run: onCurrent(review.accept), keyOnly: true },
    {
      chord: 'e',
      label: 'keys.edit',
      run: onCurrent((id) => review.mayReview() && review.setEditing(id)),
      keyOnly: true,
    },
    {
      chord: 'x',
      label: 'keys.reject',
      run: onCurrent((id) => review.decide(id, 'reject')),
      keyOnly: true,
    },
    { chord: 'u', label: 'keys.undo', run: review.undo, keyOnly: true },
  ])
}

async function decideMeeting(parts: MeetingParts, decision: 'accept' | 'reopen'): Promise<void> {
  const { store } = parts
  try {
    store.putMeeting(await (decision === 'accept' ? acceptMeeting : reopenMeeting)(store.id))
    showToast({
      tone: 'plain',
      words: t(decision === 'accept' ? 'meeting.accepted' : 'meeting.reopened'),
    })
  } catch (error) {
    const problem = problemOf(error)
    // What is left stands beside the button once it is read again.
    if (problem.code === 'items_undecided') await store.load()
    else showToast({ tone: 'bad', words: describeProblem(problem) })
  }
}

function Panel(props: { meeting: MeetingView; view: View; onRunAgain: () => void }): JSX.Element {
  const { store } = useMeeting()
  const [search] = useSearchParams()
  const hasResult = (): boolean =>
    props.meeting.status === 'in_review' ||
    props.meeting.status === 'accepted' ||
    Boolean(one(search['run']))
  return (
    <Switch>
      <Match when={props.view === 'runs'}>
        <RunsTab />
      </Match>
      <Match when={props.view === 'history'}>
        <HistoryTab />
      </Match>
      <Match when={props.view === 'calls'}>
        <CallsTab />
      </Match>
      <Match when={props.view === 'json'}>
        <JsonTab />
      </Match>
      <Match when={!hasResult()}>
        <ReplacementNote meeting={props.meeting} />
        <StagePane meeting={props.meeting} />
        <Show when={props.meeting.currentRunId && store.state.artifact}>
          <ResultPane otherRun={false} />
        </Show>
      </Match>
      <Match when={store.state.artifact}>
        <ReplacementNote meeting={props.meeting} />
        <ResultPane otherRun={Boolean(one(search['run']))} onRunAgain={props.onRunAgain} />
      </Match>
      <Match when={!store.problem()}>
        <Skeleton lines={8} />
      </Match>
    </Switch>
  )
}

function MeetingBody(props: { parts: MeetingParts; meeting: MeetingView }): JSX.Element {
  const { store, review, pane, showPane } = props.parts
  const [search, setSearch] = useSearchParams()
  const view = (): View =>
    views.find((name) => name === one(search['view']) && isOpen(name)) ?? 'result'
  const choose = (next: View): void => {
    setSearch({ view: next === 'result' ? undefined : next }, { replace: true })
  }
  createEffect(
    on(
      () => review.shown(),
      (shown) => shown && showPane('transcript'),
    ),
  )
  return (
    <div class="meeting" data-pane={pane()}>
      <MeetingHeader
        meeting={props.meeting}
        onDecide={(decision) => decideMeeting(props.parts, decision)}
      />
      <Tabs
        class="pane-tabs"
        label={t('meeting.tabs')}
        idPrefix="pane"
        value={pane() === 'transcript' ? 'transcript' : view()}
        tabs={phoneTabs.filter(isOpen).map((value) => ({ value, label: t(`meeting.${value}`) }))}
        onChoose={(next) => {
          showPane(next === 'transcript' ? 'transcript' : 'result')
          if (next !== 'transcript') choose(next)
        }}
      />
      <div class="meeting-body" id="pane-panel">
        <div class="meeting-document">
          <Tabs
            class="view-tabs"
            label={t('meeting.tabs')}
            idPrefix="view"
            value={view()}
            tabs={views.filter(isOpen).map((value) => ({ value, label: t(`meeting.${value}`) }))}
            onChoose={choose}
          />
          <div id="view-panel" role="tabpanel" aria-labelledby={`view-tab-${view()}`}>
            <Show when={store.problem()}>
              {(problem) => (
                <Failure
                  problem={problem()}
                  action={{ label: t('action.retry'), run: () => void store.load() }}
                />
              )}
            </Show>
            <Suspense fallback={<Skeleton lines={6} />}>
              <Panel meeting={props.meeting} view={view()} onRunAgain={() => choose('runs')} />
            </Suspense>
          </div>
        </div>
        <PlayerPane />
        <TranscriptPane onWanted={() => showPane('transcript')} />
      </div>
      <SpeakerDialogs />
      <AddingDialog />
    </div>
  )
}

function OneMeeting(props: { id: string }): JSX.Element {
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const run = (): string | undefined => one(search['run'])
  const store = createMeetingStore(props.id, run)
  const review = createReview(store, () => run() !== undefined)
  const player = createPlayer(store, review)
  const [pane, showPane] = createSignal<Pane>('result')
  const edits = createSpeakerEdits({ store, review, showPane })
  const adding = createAdding({ store, review, showPane })
  const names = createMemo(() => shortNames(store.state.transcript?.speakers ?? []))
  const shortNameOf: MeetingParts['shortNameOf'] = ({ speaker, speakerId }) =>
    speakerId === null ? speaker : (names().get(speakerId) ?? speaker)
  const parts: MeetingParts = {
    store,
    review,
    player,
    edits,
    adding,
    shortNameOf,
    pane,
    showPane,
  }
  reviewKeys(parts)
  onMount(() => void store.load())
  createEffect(on(run, () => void store.load(), { defer: true }))
  createEffect(() => {
    document.title = `${store.state.meeting?.title ?? t('nav.meetings')} · AAM`
  })
  // A link from the list of items leads to that very item.
  const [wanted, setWanted] = createSignal(one(search['item']))
  createEffect(() => {
    const id = wanted()
    if (!id || !review.itemIds().includes(id)) return
    setWanted()
    queueMicrotask(() => review.focusItem(id))
  })
  // A form that was open when the page or the session went away is open again.
  let kept: { editing: string[]; noting: string[] } | undefined = {
    editing: openKeptPlaces('item.'),
    noting: openKeptPlaces('note.'),
  }
  createEffect(() => {
    const ids = new Set(review.itemIds())
    if (!kept || ids.size === 0 || !review.mayReview()) return
    const edited = kept.editing.find((id) => ids.has(id))
    const noted = kept.noting.find((id) => ids.has(id))
    kept = undefined
    if (edited) review.setEditing(edited)
    if (noted) review.setNoting(noted)
  })
  createEffect(() => {
    if (!store.isDeleted()) return
    showToast({ tone: 'plain', words: t('meeting.gone') })
    navigate('/meetings', { replace: true })
  })
  return (
    <MeetingContext.Provider value={parts}>
      <ResultContext.Provider value={parts}>
        <Show
          when={store.state.meeting}
          fallback={
            <div class="page">
              <Show when={store.problem()} fallback={<Skeleton lines={8} />}>
                {(problem) => <NoMeeting problem={problem()} onRetry={() => void store.load()} />}
              </Show>
            </div>
          }
        >
          {(meeting) => <MeetingBody parts={parts} meeting={meeting()} />}
        </Show>
      </ResultContext.Provider>
    </MeetingContext.Provider>
  )
}

export default function MeetingPage(): JSX.Element {
  const params = useParams()
  return (
    <Show when={params['id']} keyed>
      {(id) => <OneMeeting id={id} />}
    </Show>
  )
}
