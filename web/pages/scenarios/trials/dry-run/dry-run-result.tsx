import Info from 'lucide-solid/icons/info'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { DryRunReport } from '../../../../../server/modules/scenarios/trials/contract.ts'
import { formatPercent } from '../../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../../i18n/index.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { ResultContext } from '../../../../features/results/result-context.ts'
import { Section } from '../../../../features/results/section.tsx'
import type { ShownSection } from '../../../../features/results/shown-sections.ts'
import { formatSpent } from '../format-trial.ts'
import { sectionsOfReport, groupSections } from './report-sections.ts'
import { readOnlyResult } from './read-only-result.ts'
import '../../../../features/results/results.css'
import './dry-run.css'

const namesOf = (sections: readonly ShownSection[]): string =>
  sections.map(({ view }) => inLocale(view.title)).join(', ')

const shownAtFirst = 3

/** The first items of a section; the others on demand. */
function Part(props: { section: ShownSection; onRunAgain: () => void }): JSX.Element {
  const [isWhole, setWhole] = createSignal(false)
  const hiddenCount = (): number => (isWhole() ? 0 : props.section.items.length - shownAtFirst)
  return (
    <div class="dry-run-part" classList={{ 'dry-run-cut': hiddenCount() > 0 }}>
      <Section section={props.section} onRunAgain={props.onRunAgain} />
      <Show when={hiddenCount() > 0}>
        <Button size="small" look="quiet" onClick={() => setWhole(true)}>
          {t('trials.showAll', { count: hiddenCount() })}
        </Button>
      </Show>
    </div>
  )
}

function Foot(props: { report: DryRunReport }): JSX.Element {
  const coverage = (): string =>
    t('trials.coverage', {
      share: formatPercent(props.report.coverage.citedShare, locale()),
      seen: props.report.coverage.seenCount,
      all: props.report.coverage.segmentCount,
    })
  return (
    <div class="dry-run-foot figures">
      <p>{coverage()}</p>
      <Show when={props.report.spent.calls > 0}>
        <p>
          {t('trials.model', { model: props.report.provider, ...formatSpent(props.report.spent) })}
        </p>
      </Show>
    </div>
  )
}

/** The result of a dry run, read-only. */
export function DryRunResult(props: { report: DryRunReport; onRunAgain: () => void }): JSX.Element {
  const groups = createMemo(() => groupSections(sectionsOfReport(props.report)))
  const parts = createMemo(() => readOnlyResult(props.report))
  return (
    <Show when={parts()} keyed>
      {(given) => (
        <ResultContext.Provider value={given}>
          <div class="result dry-run">
            <Show when={props.report.provider === 'extractive'}>
              <div class="notice" role="note">
                <Info />
                <p>{t('trials.extractive')}</p>
              </div>
            </Show>
            <For each={groups().shown}>
              {(section) => <Part section={section} onRunAgain={props.onRunAgain} />}
            </For>
            <Show when={groups().shown.length === 0}>
              <p class="section-empty">{t('trials.nothing')}</p>
            </Show>
            <div class="dry-run-rest">
              <Show when={groups().empty.length > 0}>
                <p>{t('trials.emptySections', { names: namesOf(groups().empty) })}</p>
              </Show>
              <Show when={groups().waiting.length > 0}>
                <p>{t('trials.modelSections', { names: namesOf(groups().waiting) })}</p>
              </Show>
            </div>
            <Foot report={props.report} />
          </div>
        </ResultContext.Provider>
      )}
    </Show>
  )
}
