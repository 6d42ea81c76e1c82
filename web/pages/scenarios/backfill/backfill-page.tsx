import { useSearchParams } from '@solidjs/router'
import Layers from 'lucide-solid/icons/layers'
import Play from 'lucide-solid/icons/play'
import {
  createEffect,
  createResource,
  For,
  type JSX,
  Match,
  on,
  onCleanup,
  Show,
  Switch,
} from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { listBackfill } from '../../../api/backfill.ts'
import { onLive } from '../../../lib/live/live.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { CostQuestion } from '../cost/cost-question.tsx'
import type { KnownScenario } from '../list/known-scenarios.ts'
import { ScenarioFrame } from '../scenario-frame.tsx'
import { BackfillRuns } from './backfill-runs.tsx'
import { MeetingPicker } from './meeting-picker.tsx'
import { createPastMeetings } from './past-meetings.ts'
import { createBackfillStart } from './start-backfill.ts'
import './backfill.css'

/** Live events tell it sooner; this is for when none arrive. */
const pollMs = 3_000

interface Search {
  version?: string
  q?: string
  all?: string
}

function Backfill(props: { scenario: KnownScenario; versions: readonly string[] }): JSX.Element {
  const [search, setSearch] = useSearchParams<Search & Record<string, string>>()
  const version = (): string =>
    props.versions.find((name) => name === search.version) ?? props.versions[0] ?? ''
  const everywhere = (): boolean => search.all === '1'
  const meetings = createPastMeetings(() => ({
    q: search.q ?? '',
    scenario: everywhere() ? '' : props.scenario.id,
  }))
  const [runs, { refetch }] = createResource(version, (name) =>
    listBackfill(props.scenario.id, name),
  )
  const way = createBackfillStart({
    scenarioId: props.scenario.id,
    version,
    meetings,
    onStarted: () => refetch(),
  })
  const entries = () => settled(runs)?.data ?? []
  onLive({
    runChanged: ({ runId }) => {
      if (entries().some(({ run }) => run.id === runId)) void refetch()
    },
    reset: () => void refetch(),
  })

  createEffect(
    on(
      () => entries().some(({ run }) => run.state === 'running'),
      (isAnyRunning) => {
        if (!isAnyRunning) return
        const timer = setInterval(() => void refetch(), pollMs)
        onCleanup(() => clearInterval(timer))
      },
    ),
  )

  const count = (): number => meetings.chosen().size
  const label = (): string => {
    if (count() === 0) return t('backfill.startNone')
    return way.cost() ? t('cost.confirm') : t('backfill.start', { count: count() })
  }
  return (
    <>
      <div class="backfill-start">
        <Field label={t('backfill.version')}>
          {(ids) => (
            <select
              class="input"
              id={ids.id}
              name="version"
              onChange={(event) =>
                setSearch({ version: event.currentTarget.value }, { replace: true })
              }
            >
              <For each={props.versions}>
                {(name) => (
                  <option value={name} selected={name === version()}>
                    {name}
                  </option>
                )}
              </For>
            </select>
          )}
        </Field>
        <Button
          look="primary"
          busy={way.busy()}
          disabled={count() === 0}
          onClick={() => void way.start()}
        >
          <Play />
          {label()}
        </Button>
        <Show when={way.cost()}>
          <Button onClick={() => way.leave()}>{t('action.cancel')}</Button>
        </Show>
      </div>
      <Show when={way.cost()}>{(cost) => <CostQuestion cost={cost()} />}</Show>
      <Show when={way.problem()}>
        {(found) => (
          <>
            <Failure problem={found()} />
            <Show when={way.refused()}>
              {(title) => (
                <p class="scenario-hint">{t('backfill.refusedAt', { title: title() })}</p>
              )}
            </Show>
          </>
        )}
      </Show>
      <div class="backfill-columns">
        <MeetingPicker
          meetings={meetings}
          scenarioId={props.scenario.id}
          version={version()}
          search={search.q ?? ''}
          everywhere={everywhere()}
          onSearch={(q) => setSearch({ q }, { replace: true })}
          onEverywhere={(wanted) => setSearch({ all: wanted ? '1' : '' }, { replace: true })}
        />
        <Switch>
          <Match when={runs.error}>
            <Failure
              problem={problemOf(runs.error)}
              action={{ label: t('action.retry'), run: () => void refetch() }}
            />
          </Match>
          <Match when={settled(runs)}>
            <BackfillRuns entries={entries()} version={version()} />
          </Match>
          <Match when={true}>
            <Skeleton lines={4} />
          </Match>
        </Switch>
      </div>
    </>
  )
}

export default function BackfillPage(): JSX.Element {
  const published = ({ versions }: KnownScenario): string[] =>
    versions.filter(({ state }) => state === 'published').map(({ version }) => version)
  return (
    <ScenarioFrame title={t('backfill.title')} words={t('backfill.words')}>
      {(scenario) => (
        <Switch fallback={<Backfill scenario={scenario} versions={published(scenario)} />}>
          <Match when={!can('scenarios:write')}>
            <p class="scenario-none">{t('scenarios.readOnly')}</p>
          </Match>
          <Match when={published(scenario).length === 0}>
            <EmptyState
              icon={<Layers />}
              title={t('backfill.noVersion.title')}
              words={t('backfill.noVersion.words')}
            />
          </Match>
        </Switch>
      )}
    </ScenarioFrame>
  )
}
