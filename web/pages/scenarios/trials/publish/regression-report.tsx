import CircleCheck from 'lucide-solid/icons/circle-check'
import { For, type JSX, onMount, Show } from 'solid-js'
import type { RegressionReport as Report } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { inLocale, t } from '../../../../i18n/index.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { formatSpent } from '../format-trial.ts'
import type { Trials } from '../trials-store.ts'
import { isLosing } from './checklist.ts'
import { goneSections, type Loss, openLosses } from './losses.ts'
import { LostList } from './lost-items.tsx'
import { useSectionTitle } from './section-titles.ts'

/** Names the field or choice of a loss, for example “Decisions · Outcome: passed”. */
function formatLoss({ words }: Loss): string {
  const field = `${inLocale(words.section)} · ${inLocale(words.field)}`
  return words.choice ? `${field}: ${inLocale(words.choice)}` : field
}

/** Names a single loss; several are listed above the button. */
const formatLetGo = (names: readonly string[]): string => {
  const [name = '', ...more] = names
  return more.length === 0
    ? t('publish.letGo', { names: name })
    : t('publish.letGoAll', { count: names.length })
}

/** Values of accepted items that the draft has no place for. */
function LostValues(props: { report: Report }): JSX.Element {
  return (
    <Show when={openLosses(props.report).length > 0}>
      <div class="lost">
        <p class="lost-where">{t('publish.lostValues')}</p>
        <ul class="lost-items">
          <For each={openLosses(props.report)}>
            {(loss) => (
              <li>
                {formatLoss(loss)}
                <span class="lost-why">
                  {' '}
                  · {t(`publish.lossIs.${loss.is}`)} ·{' '}
                  {t('publish.lossCount', { count: loss.count })}
                </span>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  )
}

function FailingFixtures(props: { report: Report }): JSX.Element {
  return (
    <For each={props.report.fixtures.filter(({ faults }) => faults.length > 0)}>
      {(fixture) => (
        <div class="lost">
          <p class="lost-where">{t('publish.fixtureFails', { path: fixture.path })}</p>
          <ul>
            <For each={fixture.faults}>{(fault) => <li>{inLocale(fault.words)}</li>}</For>
          </ul>
        </div>
      )}
    </For>
  )
}

function Figures(props: { report: Report }): JSX.Element {
  const fixtures = () => props.report.fixtures
  const goldens = () => props.report.goldens
  const passed = (): number => fixtures().filter(({ faults }) => faults.length === 0).length
  const kept = (): number => goldens().filter((golden) => !isLosing(golden)).length
  const dropped = (): number => goldens().reduce((sum, { droppedCount }) => sum + droppedCount, 0)
  return (
    <ul class="report-figures figures">
      <li>
        {fixtures().length > 0
          ? t('publish.fixtures', { count: fixtures().length, passed: passed() })
          : t('publish.noFixtures')}
      </li>
      <li>
        {goldens().length > 0
          ? t('publish.goldens', { count: goldens().length, kept: kept() })
          : t('publish.noGoldens')}
      </li>
      <Show when={dropped() > 0}>
        <li>{t('publish.dropped', { count: dropped() })}</li>
      </Show>
      <Show when={props.report.spent.calls > 0}>
        <li>{t('publish.spent', formatSpent(props.report.spent))}</li>
      </Show>
    </ul>
  )
}

interface LetGoProps {
  trials: Trials
  busy: boolean
  onLetGo: (sections: string[], fields: string[]) => void
}

/** Lists what the draft has no place for, and offers to give it up. */
function LetGo(props: LetGoProps & { report: Report }): JSX.Element {
  const sectionTitle = useSectionTitle(props.trials.draft)
  const sections = (): string[] => goneSections(props.report)
  const losses = (): Loss[] => openLosses(props.report)
  const letGo = (): void =>
    props.onLetGo(
      sections(),
      losses().map(({ key }) => key),
    )
  return (
    <Show when={sections().length + losses().length > 0}>
      <LostValues report={props.report} />
      <p class="report-more">{t('publish.letGoWords')}</p>
      <Button size="small" busy={props.busy} onClick={letGo}>
        {formatLetGo([...sections().map(sectionTitle), ...losses().map(formatLoss)])}
      </Button>
    </Show>
  )
}

/** What the tests of a draft found, and what its author can do where they stop it. */
export function RegressionReport(props: LetGoProps & { report: Report }): JSX.Element {
  const hasNoTests = (): boolean =>
    props.report.fixtures.length === 0 && props.report.goldens.length === 0
  const verdict = (): string => {
    if (!props.report.green) return t('publish.red')
    return t(hasNoTests() ? 'publish.greenOfNothing' : 'publish.green')
  }
  let report: HTMLDivElement | undefined
  // On a laptop or a phone the report would be below the fold.
  onMount(() => report?.scrollIntoView({ block: 'start' }))
  return (
    <div
      ref={(element) => {
        report = element
      }}
      class="report"
      classList={{ 'report-red': !props.report.green }}
      role="status"
    >
      <p class="report-verdict">
        <Show when={props.report.green && !hasNoTests()}>
          <CircleCheck />
        </Show>
        {verdict()}
      </p>
      <Show when={!hasNoTests()} fallback={<p>{t('publish.nothingToTest')}</p>}>
        <Figures report={props.report} />
      </Show>
      <Show when={!props.report.green}>
        <p>{t('publish.redRemedy')}</p>
        <LetGo
          report={props.report}
          trials={props.trials}
          busy={props.busy}
          onLetGo={props.onLetGo}
        />
        <FailingFixtures report={props.report} />
        <LostList report={props.report} trials={props.trials} />
      </Show>
    </div>
  )
}
