import { useNavigate } from '@solidjs/router'
import Archive from 'lucide-solid/icons/archive'
import Copy from 'lucide-solid/icons/copy'
import Download from 'lucide-solid/icons/download'
import Ellipsis from 'lucide-solid/icons/ellipsis'
import GitCompare from 'lucide-solid/icons/git-compare'
import Play from 'lucide-solid/icons/play'
import { For, type JSX, Show } from 'solid-js'
import type { VersionScore } from '../../../../server/modules/scenarios/scorecard/contract.ts'
import { formatMoment, formatNumber } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { describeProblem } from '../../../i18n/describe-problem.ts'
import { downloadVersion } from '../../../api/scenarios.ts'
import { problemOf } from '../../../lib/problem.ts'
import { can } from '../../../lib/session.ts'
import { Badge } from '../../../ui/display/badge.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { Menu } from '../../../ui/overlay/menu.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import type { KnownScenario } from '../list/known-scenarios.ts'
import type { ScenarioStore } from './scenario-store.ts'
import { type FigureName, knownFigures, formatFigure } from './format-score.ts'

type Version = KnownScenario['versions'][number]

export interface VersionActions {
  copy: (version: string) => void
  deprecate: (version: string) => void
}

async function save(id: string, version: string): Promise<void> {
  try {
    await downloadVersion(id, version)
  } catch (error) {
    showToast({ tone: 'bad', words: describeProblem(problemOf(error)) })
  }
}

function VersionMenu(props: {
  store: ScenarioStore
  scenario: KnownScenario
  version: Version
  actions: VersionActions
}): JSX.Element {
  const navigate = useNavigate()
  const name = (): string => props.version.version
  /** Each version is compared with the one below it; the oldest with the one above. */
  const other = (): string | undefined => {
    const at = props.scenario.versions.findIndex(({ version }) => version === name())
    return (props.scenario.versions[at + 1] ?? props.scenario.versions[at - 1])?.version
  }
  const reading = (): MenuEntry[] => {
    const entries: MenuEntry[] = [
      {
        label: t('scenario.export'),
        icon: <Download />,
        run: () => void save(props.store.id, name()),
      },
    ]
    const with_ = other()
    if (with_) {
      entries.push({
        label: t('scenario.compareWith', { version: with_ }),
        icon: <GitCompare />,
        run: () => navigate(`/scenarios/${props.scenario.id}/changes?from=${with_}&to=${name()}`),
      })
    }
    return entries
  }
  const writing = (): MenuEntry[] => {
    if (!can('scenarios:write')) return []
    const entries: MenuEntry[] = [
      {
        label: t('scenario.copyInto'),
        icon: <Copy />,
        run: () => props.actions.copy(name()),
      },
    ]
    if (props.version.state === 'published') {
      entries.push({
        label: t('scenario.backfill'),
        icon: <Play />,
        run: () => navigate(`/scenarios/${props.scenario.id}/backfill?version=${name()}`),
      })
    }
    return entries
  }
  const ending = (): MenuEntry[] =>
    can('scenarios:write') && props.store.isOwn() && props.version.state === 'published'
      ? [
          {
            label: t('scenario.deprecate'),
            icon: <Archive />,
            danger: true,
            run: () => props.actions.deprecate(name()),
          },
        ]
      : []
  return (
    <Menu
      label={t('scenario.versionActions', { version: name() })}
      triggerClass="icon-button"
      trigger={<Ellipsis />}
      groups={[reading(), writing(), ending()]}
    />
  )
}

function VersionRow(props: {
  store: ScenarioStore
  scenario: KnownScenario
  version: Version
  figures: readonly FigureName[]
  actions: VersionActions
}): JSX.Element {
  const score = (): VersionScore | undefined => props.store.scoreOf(props.version.version)
  return (
    <tr role="row" class="version">
      <td role="cell" class="version-name figures">
        {props.version.version}
      </td>
      <td role="cell" class="version-state">
        <Badge tone={props.version.state === 'deprecated' ? 'warn' : 'ok'}>
          {t(`scenarios.state.${props.version.state}`)}
        </Badge>
      </td>
      <td role="cell" class="version-when figures">
        {props.version.publishedAt
          ? formatMoment(props.version.publishedAt, locale())
          : t('scenarios.with')}
      </td>
      <td role="cell" class="version-figure figures">
        <span class="version-figure-name" aria-hidden="true">
          {t('score.meetings')}
        </span>
        {formatNumber(score()?.meetingCount ?? 0, locale())}
      </td>
      <For each={props.figures}>
        {(name) => (
          <td
            role="cell"
            class="version-figure figures"
            classList={{ 'version-figure-none': !formatFigure(score(), name, locale()) }}
          >
            <span class="version-figure-name" aria-hidden="true">
              {t(`score.${name}`)}
            </span>
            {formatFigure(score(), name, locale()) ?? <span class="cell-none">–</span>}
          </td>
        )}
      </For>
      <td role="cell" class="version-actions">
        <VersionMenu {...props} />
      </td>
    </tr>
  )
}

/** Every version with its state and its figures. */
export function VersionsTable(props: {
  store: ScenarioStore
  scenario: KnownScenario
  actions: VersionActions
}): JSX.Element {
  const scores = () => props.scenario.versions.map(({ version }) => props.store.scoreOf(version))
  const figures = (): FigureName[] => knownFigures(scores())
  return (
    <>
      <div class="table-frame versions-frame">
        <table role="table" class="table" aria-label={t('scenario.versions')}>
          <thead role="rowgroup">
            <tr role="row">
              <For each={['version', 'state', 'published'] as const}>
                {(name) => (
                  <th role="columnheader" scope="col">
                    {t(`scenarios.column.${name}`)}
                  </th>
                )}
              </For>
              <th role="columnheader" scope="col" class="version-figure">
                {t('score.meetings')}
              </th>
              <For each={figures()}>
                {(name) => (
                  <th
                    role="columnheader"
                    scope="col"
                    class="version-figure"
                    title={t(`score.about.${name}`)}
                  >
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
            <For each={props.scenario.versions}>
              {(version) => (
                <VersionRow
                  store={props.store}
                  scenario={props.scenario}
                  version={version}
                  figures={figures()}
                  actions={props.actions}
                />
              )}
            </For>
          </tbody>
        </table>
      </div>
      <Show when={scores().every((score) => score === undefined)}>
        <p class="scenario-hint">{t('scenarios.noFigures')}</p>
      </Show>
    </>
  )
}
