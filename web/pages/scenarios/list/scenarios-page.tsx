import { useSearchParams } from '@solidjs/router'
import Layers from 'lucide-solid/icons/layers'
import Plus from 'lucide-solid/icons/plus'
import Upload from 'lucide-solid/icons/upload'
import {
  createEffect,
  createResource,
  createSignal,
  type JSX,
  lazy,
  Match,
  Show,
  Suspense,
  Switch,
} from 'solid-js'
import type { ScoreSummaries } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { locale, t } from '../../../i18n/index.ts'
import { listScenarios } from '../../../api/scenario-list.ts'
import { listScoreSummaries } from '../../../api/scenarios.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { DropZone } from '../../../features/uploads/drop-zone.tsx'
import { SearchField } from '../../../features/filters/search-field.tsx'
import type { NewFormOptions } from '../new/new-form.ts'
import {
  fitsSearch,
  type KnownScenario,
  knownScenarios,
  ownScenarios,
  shownVersion,
} from './known-scenarios.ts'
import { ScenarioTable } from './scenario-table.tsx'
import '../scenario-parts.css'
import './scenarios-page.css'

const NewDialog = lazy(() => import('../new/new-dialog.tsx'))

type Opened = Pick<NewFormOptions, 'by' | 'source' | 'file'>

const asSource = (scenario: KnownScenario): NonNullable<NewFormOptions['source']> => ({
  id: scenario.id,
  version: shownVersion(scenario) ?? '',
  title: scenario.title,
})

function Group(props: {
  title: string
  scenarios: readonly KnownScenario[]
  scores: ScoreSummaries['data']
  none?: string
  onCopy: (scenario: KnownScenario) => void
}): JSX.Element {
  return (
    <Show when={props.scenarios.length > 0 || props.none}>
      <section class="scenario-group">
        <h2>
          {props.title}{' '}
          <Show when={props.scenarios.length > 0}>
            <span class="scenario-count figures">{props.scenarios.length}</span>
          </Show>
        </h2>
        <Show
          when={props.scenarios.length > 0}
          fallback={<p class="scenario-none">{props.none}</p>}
        >
          <ScenarioTable
            label={props.title}
            scenarios={props.scenarios}
            scores={props.scores}
            onCopy={props.onCopy}
          />
        </Show>
      </section>
    </Show>
  )
}

function Head(props: { mayWrite: boolean; onOpen: (by: 'file' | 'empty') => void }): JSX.Element {
  return (
    <>
      <header class="page-head">
        <h1>{t('scenarios.title')}</h1>
        <Show when={props.mayWrite}>
          <div class="page-actions">
            <Button onClick={() => props.onOpen('file')}>
              <Upload />
              {t('scenarios.import')}
            </Button>
            <Button look="primary" onClick={() => props.onOpen('empty')}>
              <Plus />
              {t('scenarios.new')}
            </Button>
          </div>
        </Show>
      </header>
      <p class="page-words">
        {t('scenarios.words')} <Show when={!props.mayWrite}>{t('scenarios.readOnly')}</Show>
      </p>
    </>
  )
}

/** The scenarios that match the search: the organisation's own ones, then the built-in ones. */
function Groups(props: {
  scenarios: readonly KnownScenario[]
  scores: ScoreSummaries['data']
  mayWrite: boolean
  onCopy: (scenario: KnownScenario) => void
}): JSX.Element {
  const [search, setSearch] = useSearchParams<{ q?: string }>()
  const query = (): string => search.q?.trim() ?? ''
  const matching = (origin: KnownScenario['origin']): KnownScenario[] =>
    props.scenarios.filter(
      (scenario) => scenario.origin === origin && fitsSearch(scenario, query()),
    )
  const isEmpty = (): boolean => matching('own').length + matching('built-in').length === 0
  return (
    <>
      <div class="filters" role="search">
        <SearchField
          label={t('scenarios.search')}
          value={search.q}
          onSearch={(q) => setSearch({ q }, { replace: true })}
        />
      </div>
      <Show
        when={!isEmpty()}
        fallback={
          <EmptyState
            icon={<Layers />}
            title={t('scenarios.none.title')}
            words={t('scenarios.none.words')}
          />
        }
      >
        <Group
          title={t('scenarios.own')}
          scenarios={matching('own')}
          scores={props.scores}
          {...(props.mayWrite && !query() ? { none: t('scenarios.ownNone') } : {})}
          onCopy={props.onCopy}
        />
        <Group
          title={t('scenarios.builtIn')}
          scenarios={matching('built-in')}
          scores={props.scores}
          onCopy={props.onCopy}
        />
      </Show>
    </>
  )
}

export default function ScenariosPage(): JSX.Element {
  const [list, { refetch }] = createResource(listScenarios)
  // Apart from the list, which does not wait for its figures.
  const [scores] = createResource(listScoreSummaries)
  const [opened, setOpened] = createSignal<Opened>()
  const all = (): KnownScenario[] => {
    const found = settled(list)
    return found ? knownScenarios(found, locale()) : []
  }
  const mayWrite = (): boolean => can('scenarios:write')
  createEffect(() => {
    document.title = `${t('scenarios.title')} · AAM`
  })
  return (
    <DropZone
      label={t('scenarios.dropHere')}
      disabled={!mayWrite() || opened() !== undefined}
      onFiles={(files) => files[0] && setOpened({ by: 'file', file: files[0] })}
    >
      <div class="page">
        <Head mayWrite={mayWrite()} onOpen={(by) => setOpened({ by })} />
        <Switch>
          <Match when={list.error}>
            <Failure
              problem={problemOf(list.error)}
              action={{ label: t('action.retry'), run: () => void refetch() }}
            />
          </Match>
          <Match when={settled(list) && all().length === 0}>
            <EmptyState
              icon={<Layers />}
              title={t('scenarios.empty.title')}
              words={t('scenarios.empty.words')}
            />
          </Match>
          <Match when={settled(list)}>
            <Groups
              scenarios={all()}
              scores={settled(scores)?.data ?? []}
              mayWrite={mayWrite()}
              onCopy={(scenario) => setOpened({ by: 'copy', source: asSource(scenario) })}
            />
          </Match>
          <Match when={true}>
            <Skeleton lines={6} />
          </Match>
        </Switch>
      </div>
      <Suspense>
        {/* The dialog needs the list: it tells which ids are taken, and whose draft a pack can become. */}
        <Show when={mayWrite() && list.state !== 'pending' && opened()} keyed>
          {(how) => (
            <NewDialog
              options={{
                ...how,
                sources: () => all().filter(shownVersion).map(asSource),
                taken: () => new Set(all().map(({ id }) => id)),
                own: () => ownScenarios(all()),
              }}
              onClose={() => setOpened()}
            />
          )}
        </Show>
      </Suspense>
    </DropZone>
  )
}
