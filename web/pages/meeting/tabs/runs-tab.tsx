import { A } from '@solidjs/router'
import Play from 'lucide-solid/icons/play'
import {
  createEffect,
  createMemo,
  createResource,
  createSignal,
  For,
  type JSX,
  on,
  Show,
} from 'solid-js'
import type { RunView } from '../../../../server/modules/analysis/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { adoptRun, listRuns, startRun } from '../../../api/runs.ts'
import { locale, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { onLive } from '../../../lib/live/live.ts'
import { scenarios, scenarioTitle } from '../../../lib/lookups.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge, type Tone } from '../../../ui/display/badge.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { describeReason } from '../../../features/meetings/describe-state.ts'
import { AdoptDialog } from '../compare/adopt-dialog.tsx'
import type { MeetingStore } from '../store/meeting-store.ts'
import { useMeeting } from '../meeting-context.ts'
import { type RunChoice, runChoices } from './run-choices.ts'
import './tabs.css'

const tones: Record<RunView['state'], Tone> = { running: 'info', done: 'neutral', failed: 'bad' }

const fail = (error: unknown): number =>
  showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })

function RunRow(props: { run: RunView; onAdopt: () => void }): JSX.Element {
  const { store } = useMeeting()
  const provider = (): string =>
    props.run.provider === 'extractive'
      ? t('meeting.extractive')
      : t('meeting.model', { model: props.run.provider })
  return (
    <li class="run">
      <div class="run-words">
        <p>
          {scenarioTitle(props.run.scenario.id)} {props.run.scenario.version} · {provider()}
        </p>
        <p class="run-when figures">{formatMoment(props.run.createdAt, locale())}</p>
        <Show
          when={
            props.run.state === 'failed' &&
            describeReason({
              status: 'failed',
              stage: null,
              reason: props.run.reason,
              progress: null,
            })
          }
        >
          {(reason) => <p class="run-when">{reason()}</p>}
        </Show>
      </div>
      <Show
        when={props.run.current}
        fallback={<Badge tone={tones[props.run.state]}>{t(`runs.${props.run.state}`)}</Badge>}
      >
        <Badge tone="accent">{t('runs.current')}</Badge>
      </Show>
      <Show when={props.run.state === 'done' && !props.run.current}>
        <Show when={store.state.meeting?.currentRunId}>
          {(current) => (
            <A
              class="link"
              href={`/meetings/${store.id}/runs/${current()}/compare/${props.run.id}`}
            >
              {t('runs.compare')}
            </A>
          )}
        </Show>
        <A class="link" href={`/meetings/${store.id}?run=${props.run.id}`}>
          {t('runs.show')}
        </A>
        <Show when={can('meetings:write') && store.state.meeting?.status === 'in_review'}>
          <Button size="small" onClick={() => props.onAdopt()}>
            {t('runs.adopt')}
          </Button>
        </Show>
      </Show>
    </li>
  )
}

function ChoiceGroup(props: {
  label: string
  choices: readonly RunChoice[]
  chosen: string
}): JSX.Element {
  return (
    <Show when={props.choices.length > 0}>
      <optgroup label={props.label}>
        <For each={props.choices}>
          {(one) => (
            <option value={one.id} selected={one.id === props.chosen}>
              {one.title} {one.version}
            </option>
          )}
        </For>
      </optgroup>
    </Show>
  )
}

/** Starts a run of the very version that is chosen. */
function StartRun(props: { onStarted: () => Promise<unknown> }): JSX.Element {
  const { store } = useMeeting()
  const [scenario, setScenario] = createSignal(store.state.meeting?.scenario.id ?? '')
  const [busy, setBusy] = createSignal(false)
  const choices = createMemo(() =>
    runChoices(scenarios(), store.state.meeting?.scenario ?? { id: '', version: '' }, locale()),
  )
  const start = async (): Promise<void> => {
    const chosen = [...choices().own, ...choices().builtIn].find(({ id }) => id === scenario())
    if (!chosen) return
    setBusy(true)
    try {
      await startRun(store.id, { scenario: { id: chosen.id, version: chosen.version } })
      showToast({ tone: 'plain', words: t('runs.started') })
      await props.onStarted()
    } catch (error) {
      fail(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div class="runs-start">
      <select
        class="input"
        aria-label={t('runs.scenario')}
        onChange={(event) => setScenario(event.currentTarget.value)}
      >
        <ChoiceGroup label={t('runs.own')} choices={choices().own} chosen={scenario()} />
        <ChoiceGroup label={t('runs.builtIn')} choices={choices().builtIn} chosen={scenario()} />
      </select>
      <Button busy={busy()} onClick={() => void start()}>
        <Play />
        {t('runs.start')}
      </Button>
    </div>
  )
}

/** The runs of a meeting, read again when something happens to it. */
function createRuns(store: MeetingStore) {
  const [runs, { refetch }] = createResource(() => listRuns(store.id))
  const refetchOf = ({ meetingId }: { meetingId: string }): void => {
    if (meetingId === store.id) void refetch()
  }
  onLive({
    meetingChanged: refetchOf,
    itemsChanged: refetchOf,
    runChanged: refetchOf,
    reset: () => void refetch(),
  })
  createEffect(
    on(
      () => store.state.meeting?.rev,
      () => void refetch(),
      { defer: true },
    ),
  )
  return { runs, refetch }
}

export default function RunsTab(): JSX.Element {
  const { store } = useMeeting()
  const { runs, refetch } = createRuns(store)
  const [adopting, setAdopting] = createSignal<RunView>()
  const readAgain = (): Promise<unknown> => Promise.all([refetch(), store.load()])
  /** Whether there is something to adopt that an accepted meeting does not take. */
  const needsReopening = (): boolean =>
    can('meetings:write') &&
    store.state.meeting?.status === 'accepted' &&
    (settled(runs)?.data.some(({ state, current }) => state === 'done' && !current) ?? false)
  const adopt = async (run: RunView): Promise<void> => {
    await adoptRun(store.id, run.id)
    showToast({ tone: 'plain', words: t('runs.adopted') })
    await readAgain()
  }
  return (
    <div class="runs">
      <Show when={adopting()}>
        {(run) => (
          <AdoptDialog
            meetingId={store.id}
            runId={run().id}
            run={() => adopt(run())}
            onClose={() => setAdopting()}
          />
        )}
      </Show>
      <p class="runs-words">
        {t('runs.words')} <Show when={needsReopening()}>{t('runs.adoptNeedsReview')}</Show>
      </p>
      <Show when={can('meetings:write') && store.state.meeting?.hasTranscript}>
        <StartRun onStarted={readAgain} />
      </Show>
      <Show
        when={!runs.error}
        fallback={
          <Failure
            problem={problemOf(runs.error)}
            action={{ label: t('action.retry'), run: () => void refetch() }}
          />
        }
      >
        <Show when={settled(runs)} fallback={<Skeleton lines={3} />}>
          {(found) => (
            <ul class="sheet">
              <For each={found().data}>
                {(run) => <RunRow run={run} onAdopt={() => setAdopting(run)} />}
              </For>
            </ul>
          )}
        </Show>
      </Show>
    </div>
  )
}
