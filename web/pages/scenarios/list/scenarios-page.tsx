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
import { listScenarios, listScoreSummaries } from '../../../api/scenarios.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { DropZone } from '../../meetings/drop-zone.tsx'
import { SearchField } from '../../meetings/meeting-filters.tsx'
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

export default function ScenariosPage(): JSX.Element {
  const [search, setSearch] = useSearchParams<{ q?: string }>()
  const [list, { refetch }] = createResource(listScenarios)
  // The list does not wait for its figures.
  const [scores] = createResource(listScoreSummaries)
  const [opened, setOpened] = createSignal<Opened>()
  const words = (): string => search.q?.trim() ?? ''
  const all = (): KnownScenario[] => {
    const found = settled(list)
    return found ? knownScenarios(found, locale()) : []
  }
  const fitting = (origin: KnownScenario['origin']): KnownScenario[] =>
    all().filter((scenario) => scenario.origin === origin && fitsSearch(scenario, words()))
  const isEmpty = (): boolean => fitting('own').length + fitting('built-in').length === 0
  const figures = (): ScoreSummaries['data'] => settled(scores)?.data ?? []
  const mayWrite = (): boolean => can('scenarios:write')
  const copy = (scenario: KnownScenario): void => {
    setOpened({ by: 'copy', source: asSource(scenario) })
  }
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
        <header class="page-head">
          <h1>{t('scenarios.title')}</h1>
          <Show when={mayWrite()}>
            <div class="page-actions">
              <Button onClick={() => setOpened({ by: 'file' })}>
                <Upload />
                {t('scenarios.import')}
              </Button>
              <Button look="primary" onClick={() => setOpened({ by: 'empty' })}>
                <Plus />
                {t('scenarios.new')}
              </Button>
            </div>
          </Show>
        </header>
        <p class="page-words">
          {t('scenarios.words')} <Show when={!mayWrite()}>{t('scenarios.readOnly')}</Show>
        </p>
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
                scenarios={fitting('own')}
                scores={figures()}
                {...(mayWrite() && !words() ? { none: t('scenarios.ownNone') } : {})}
                onCopy={copy}
              />
              <Group
                title={t('scenarios.builtIn')}
                scenarios={fitting('built-in')}
                scores={figures()}
                onCopy={copy}
              />
            </Show>
          </Match>
          <Match when={true}>
            <Skeleton lines={6} />
          </Match>
        </Switch>
      </div>
      <Suspense>
        <Show when={mayWrite() && opened()} keyed>
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
