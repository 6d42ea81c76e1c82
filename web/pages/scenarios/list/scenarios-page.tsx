import Layers from 'lucide-solid/icons/layers'
import { createEffect, createResource, For, type JSX, Match, Show, Switch } from 'solid-js'
import type {
  ScenarioList,
  ScenarioVersionView,
} from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t, wordCode } from '../../../i18n/index.ts'
import { request } from '../../../lib/api.ts'
import { problemOf } from '../../../lib/problem.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import './scenarios-page.css'

async function readScenarios(): Promise<ScenarioVersionView[]> {
  const { data } = await request<ScenarioList>('GET', '/scenarios')
  return Promise.all(
    data.map(({ id, version }) =>
      request<ScenarioVersionView>(
        'GET',
        `/scenarios/${encodeURIComponent(id)}/versions/${encodeURIComponent(version)}`,
      ),
    ),
  )
}

function ScenarioCard(props: { scenario: ScenarioVersionView }): JSX.Element {
  return (
    <article class="scenario">
      <header>
        <h2>
          {inLocale(props.scenario.title)}
          <span class="scenario-version figures">{props.scenario.version}</span>
        </h2>
        <p>{inLocale(props.scenario.description)}</p>
      </header>
      <details>
        <summary>{t('scenarios.sections', { count: props.scenario.sections.length })}</summary>
        <ol>
          <For each={props.scenario.sections.toSorted((a, b) => a.order - b.order)}>
            {(section) => (
              <li class="scenario-section">
                <span class="scenario-name">{inLocale(section.title)}</span>
                <Show when={section.track}>
                  {(track) => (
                    <Badge tone="accent">{wordCode('items.track', track()) ?? track()}</Badge>
                  )}
                </Show>
                <span class="scenario-detail">
                  {t(`render.${section.render}`)} ·{' '}
                  {t('scenarios.fields', { count: section.fields.length })}
                  {section.evidence === 'required' ? ` · ${t('scenarios.required')}` : ''}
                </span>
              </li>
            )}
          </For>
        </ol>
      </details>
    </article>
  )
}

export default function ScenariosPage(): JSX.Element {
  const [scenarios, { refetch }] = createResource(readScenarios)
  createEffect(() => {
    document.title = `${t('scenarios.title')} · AAM`
  })
  return (
    <div class="page">
      <header class="page-head">
        <h1>{t('scenarios.title')}</h1>
      </header>
      <p class="page-words">{t('scenarios.words')}</p>
      <Switch>
        <Match when={scenarios.error}>
          <Failure
            problem={problemOf(scenarios.error)}
            action={{ label: t('action.retry'), run: () => void refetch() }}
          />
        </Match>
        <Match when={scenarios.latest?.length}>
          <div class="scenarios">
            <For each={scenarios.latest}>{(scenario) => <ScenarioCard scenario={scenario} />}</For>
          </div>
        </Match>
        <Match when={scenarios.latest}>
          <EmptyState
            icon={<Layers />}
            title={t('scenarios.empty.title')}
            words={t('scenarios.empty.words')}
          />
        </Match>
        <Match when={true}>
          <Skeleton lines={6} />
        </Match>
      </Switch>
    </div>
  )
}
