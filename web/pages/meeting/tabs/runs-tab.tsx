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
import { wordMoment } from '../../../i18n/format.ts'
import { adoptRun, listRuns, startRun } from '../../../api/runs.ts'
import { locale, t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
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
import { wordReason } from '../../../features/meetings/describe-state.ts'
import { AdoptDialog } from '../compare/adopt-dialog.tsx'
import { useMeeting } from '../meeting-context.ts'
import { type RunChoice, runChoices } from './run-choices.ts'
import './tabs.css'

const tones: Record<RunView['state'], Tone> = { running: 'info', done: 'neutral', failed: 'bad' }

const fail = (error: unknown): number =>
  showToast({ tone: 'bad', words: wordProblem(problemOf(error)) })

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
        <p class="run-when figures">{wordMoment(props.run.createdAt, locale())}</p>
        <Show
          when={
            props.run.state === 'failed' &&
            wordReason({ status: 'failed', stage: null, reason: props.run.reason, progress: null })
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

export default function RunsTab(): JSX.Element {
  const { store } = useMeeting()
  const [runs, { refetch }] = createResource(() => listRuns(store.id))
  const [scenario, setScenario] = createSignal(store.state.meeting?.scenario.id ?? '')
  const choices = createMemo(() =>
    runChoices(scenarios(), store.state.meeting?.scenario ?? { id: '', version: '' }, locale()),
  )
  const chosen = (): RunChoice | undefined =>
    [...choices().own, ...choices().builtIn].find(({ id }) => id === scenario())
  const [busy, setBusy] = createSignal(false)
  onLive({
    meetingChanged: (change) => void (change.meetingId === store.id && refetch()),
    itemsChanged: (change) => void (change.meetingId === store.id && refetch()),
    runChanged: (change) => void (change.meetingId === store.id && refetch()),
    reset: () => void refetch(),
  })
  createEffect(
    on(
      () => store.state.meeting?.rev,
      () => void refetch(),
      { defer: true },
    ),
  )

  const act = async (send: () => Promise<unknown>, done: string): Promise<void> => {
    setBusy(true)
    try {
      await send()
      showToast({ tone: 'plain', words: done })
      await Promise.all([refetch(), store.load()])
    } catch (error) {
      fail(error)
    } finally {
      setBusy(false)
    }
  }
  const start = async (): Promise<void> => {
    const wanted = chosen()
    if (!wanted) return
    // The very version that was shown.
    const body = { scenario: { id: wanted.id, version: wanted.version } }
    await act(() => startRun(store.id, body), t('runs.started'))
  }
  const [asked, setAsked] = createSignal<RunView>()
  /** Whether there is something to adopt that an accepted meeting does not take. */
  const isReopenedFirst = (): boolean =>
    can('meetings:write') &&
    store.state.meeting?.status === 'accepted' &&
    (settled(runs)?.data.some(({ state, current }) => state === 'done' && !current) ?? false)
  const adopt = async (run: RunView): Promise<void> => {
    await adoptRun(store.id, run.id)
    showToast({ tone: 'plain', words: t('runs.adopted') })
    await Promise.all([refetch(), store.load()])
  }
  return (
    <div class="runs">
      <Show when={asked()}>
        {(run) => (
          <AdoptDialog
            meetingId={store.id}
            runId={run().id}
            run={() => adopt(run())}
            onClose={() => setAsked()}
          />
        )}
      </Show>
      <p class="runs-words">
        {t('runs.words')} <Show when={isReopenedFirst()}>{t('runs.adoptNeedsReview')}</Show>
      </p>
      <Show when={can('meetings:write') && store.state.meeting?.hasTranscript}>
        <div class="runs-start">
          <select
            class="input"
            aria-label={t('runs.scenario')}
            onChange={(event) => setScenario(event.currentTarget.value)}
          >
            <ChoiceGroup label={t('runs.own')} choices={choices().own} chosen={scenario()} />
            <ChoiceGroup
              label={t('runs.builtIn')}
              choices={choices().builtIn}
              chosen={scenario()}
            />
          </select>
          <Button busy={busy()} onClick={() => void start()}>
            <Play />
            {t('runs.start')}
          </Button>
        </div>
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
                {(run) => <RunRow run={run} onAdopt={() => setAsked(run)} />}
              </For>
            </ul>
          )}
        </Show>
      </Show>
    </div>
  )
}
