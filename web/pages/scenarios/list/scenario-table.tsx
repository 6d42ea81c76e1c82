import { A, useNavigate } from '@solidjs/router'
import Copy from 'lucide-solid/icons/copy'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import FilePen from 'lucide-solid/icons/file-pen'
import { For, type JSX, Show } from 'solid-js'
import type { ScoreSummaries } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { formatNumber, formatPercent } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { type KnownScenario, scoreOf, shownVersion } from './known-scenarios.ts'

type Scores = ScoreSummaries['data']

/** Badges for anything unusual; a scenario in normal use has none. */
export function ScenarioBadges(props: { scenario: KnownScenario }): JSX.Element {
  return (
    <>
      <Show when={props.scenario.hasDraft}>
        <Badge tone="info">{t('scenarios.hasDraft')}</Badge>
      </Show>
      <Show when={props.scenario.versions.length === 0}>
        <Badge>{t('scenarios.never')}</Badge>
      </Show>
      <Show when={props.scenario.versions.length > 0 && !props.scenario.version}>
        <Badge tone="warn">{t('scenarios.state.deprecated')}</Badge>
      </Show>
    </>
  )
}

function Figure(props: { name: string; value: string | undefined }): JSX.Element {
  return (
    <td
      role="cell"
      class="scenario-figure figures"
      classList={{ 'scenario-figure-none': !props.value }}
    >
      <span class="scenario-figure-name" aria-hidden="true">
        {props.name}
      </span>
      {props.value ?? <span class="cell-none">–</span>}
    </td>
  )
}

function ScenarioRow(props: {
  scenario: KnownScenario
  scores: Scores
  onCopy: (scenario: KnownScenario) => void
}): JSX.Element {
  const navigate = useNavigate()
  const score = () => scoreOf(props.scenario, props.scores)
  const share = (value: number | null | undefined): string | undefined =>
    value === null || value === undefined ? undefined : formatPercent(value, locale())
  const meetings = (): string | undefined => {
    const found = score()
    return found ? formatNumber(found.meetingCount, locale()) : undefined
  }
  const title = (): string => inLocale(props.scenario.title)
  const entries = (): MenuEntry[] => [
    ...(props.scenario.origin === 'own'
      ? [
          {
            label: t(props.scenario.hasDraft ? 'scenarios.editDraft' : 'scenarios.edit'),
            icon: <FilePen />,
            run: () => navigate(`/scenarios/${props.scenario.id}/draft`),
          },
        ]
      : []),
    ...(shownVersion(props.scenario)
      ? [{ label: t('scenarios.copy'), icon: <Copy />, run: () => props.onCopy(props.scenario) }]
      : []),
  ]
  return (
    <tr role="row" class="scenario">
      <td role="cell" class="scenario-cell-title">
        <A class="scenario-link" href={`/scenarios/${props.scenario.id}`}>
          {title()}
        </A>
        <span class="cell-second">
          {props.scenario.description
            ? inLocale(props.scenario.description)
            : t('scenarios.notOffered')}
        </span>
      </td>
      <td role="cell" class="scenario-cell-version">
        <span class="figures">{shownVersion(props.scenario)}</span>
        <ScenarioBadges scenario={props.scenario} />
      </td>
      <Figure name={t('score.meetings')} value={meetings()} />
      <Figure name={t('score.acceptedWithoutEdit')} value={share(score()?.acceptedWithoutEdit)} />
      <Figure name={t('score.unsupportedRate')} value={share(score()?.unsupportedRate)} />
      <td role="cell" class="scenario-cell-actions">
        <Show when={can('scenarios:write') && entries().length > 0}>
          <Menu
            label={t('scenarios.actionsOf', { title: title() })}
            triggerClass="icon-button"
            trigger={<Ellipsis />}
            groups={[entries()]}
          />
        </Show>
      </td>
    </tr>
  )
}

export function ScenarioTable(props: {
  label: string
  scenarios: readonly KnownScenario[]
  scores: Scores
  onCopy: (scenario: KnownScenario) => void
}): JSX.Element {
  const figures = ['meetings', 'acceptedWithoutEdit', 'unsupportedRate'] as const
  return (
    <div class="table-frame">
      <table role="table" class="table scenarios-table" aria-label={props.label}>
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              {t('scenarios.column.scenario')}
            </th>
            <th role="columnheader" scope="col">
              {t('scenarios.column.version')}
            </th>
            <For each={figures}>
              {(name) => (
                <th role="columnheader" scope="col" class="scenario-figure">
                  {t(`score.${name}`)}
                </th>
              )}
            </For>
            <th role="columnheader" scope="col">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.scenarios}>
            {(scenario) => (
              <ScenarioRow scenario={scenario} scores={props.scores} onCopy={props.onCopy} />
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
