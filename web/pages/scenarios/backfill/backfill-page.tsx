import { useSearchParams } from '@solidjs/router'
import Layers from 'lucide-solid/icons/layers'
import Play from 'lucide-solid/icons/play'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Field } from '../../../ui/control/field.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { CostQuestion } from '../cost/cost-question.tsx'
import type { KnownScenario } from '../list/known-scenarios.ts'
import { ScenarioFrame } from '../scenario-frame.tsx'
import { BackfillRuns } from './backfill-runs.tsx'
import { type FollowedRuns, followRuns } from './follow-runs.ts'
import { MeetingPicker } from './meeting-picker.tsx'
import { createPastMeetings } from './past-meetings.ts'
import { type BackfillStart, createBackfillStart } from './start-backfill.ts'
import './backfill.css'

interface Search {
  version?: string
  q?: string
  all?: string
}

function VersionField(props: {
  versions: readonly string[]
  version: string
  onChoose: (version: string) => void
}): JSX.Element {
  return (
    <Field label={t('backfill.version')}>
      {(ids) => (
        <select
          class="input"
          id={ids.id}
          name="version"
          onChange={(event) => props.onChoose(event.currentTarget.value)}
        >
          <For each={props.versions}>
            {(name) => (
              <option value={name} selected={name === props.version}>
                {name}
              </option>
            )}
          </For>
        </select>
      )}
    </Field>
  )
}

/** The button that starts the runs; where they cost money, it first shows the price. */
function StartButtons(props: { start: BackfillStart; count: number }): JSX.Element {
  const label = (): string => {
    if (props.count === 0) return t('backfill.startNone')
    return props.start.cost() ? t('cost.confirm') : t('backfill.start', { count: props.count })
  }
  return (
    <>
      <Button
        look="primary"
        busy={props.start.busy()}
        disabled={props.count === 0}
        onClick={() => void props.start.run()}
      >
        <Play />
        {label()}
      </Button>
      <Show when={props.start.cost()}>
        <Button onClick={() => props.start.cancel()}>{t('action.cancel')}</Button>
      </Show>
    </>
  )
}

function StartOutcome(props: { start: BackfillStart }): JSX.Element {
  return (
    <>
      <Show when={props.start.cost()}>{(cost) => <CostQuestion cost={cost()} />}</Show>
      <Show when={props.start.problem()}>
        {(problem) => (
          <>
            <Failure problem={problem()} />
            <Show when={props.start.refused()}>
              {(title) => (
                <p class="scenario-hint">{t('backfill.refusedAt', { title: title() })}</p>
              )}
            </Show>
          </>
        )}
      </Show>
    </>
  )
}

function Runs(props: { runs: FollowedRuns; version: string }): JSX.Element {
  return (
    <Switch>
      <Match when={props.runs.error()}>
        {(error) => (
          <Failure
            problem={problemOf(error())}
            action={{ label: t('action.retry'), run: () => void props.runs.refetch() }}
          />
        )}
      </Match>
      <Match when={props.runs.isLoaded()}>
        <BackfillRuns entries={props.runs.entries()} version={props.version} />
      </Match>
      <Match when={true}>
        <Skeleton lines={4} />
      </Match>
    </Switch>
  )
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
  const runs = followRuns(props.scenario.id, version)
  const start = createBackfillStart({
    scenarioId: props.scenario.id,
    version,
    meetings,
    onStarted: runs.refetch,
  })
  return (
    <>
      <div class="backfill-start">
        <VersionField
          versions={props.versions}
          version={version()}
          onChoose={(name) => setSearch({ version: name }, { replace: true })}
        />
        <StartButtons start={start} count={meetings.chosen().size} />
      </div>
      <StartOutcome start={start} />
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
        <Runs runs={runs} version={version()} />
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
