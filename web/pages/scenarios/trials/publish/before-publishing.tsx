import Check from 'lucide-solid/icons/check'
import CircleDashed from 'lucide-solid/icons/circle-dashed'
import Minus from 'lucide-solid/icons/minus'
import X from 'lucide-solid/icons/x'
import { createMemo, createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { LimitView } from '../../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../../i18n/index.ts'
import { ownProblem, type Problem, problemOf } from '../../../../lib/problem.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Failure } from '../../../../ui/feedback/failure.tsx'
import { notSaved } from '../not-saved.ts'
import { TrialProgress } from '../trial-progress.tsx'
import { isOpen, isStopped } from '../trials-state.ts'
import type { Trials } from '../trials-store.ts'
import { formatTrialReason } from '../format-trial.ts'
import { type Checklist, checklistOf, type CheckState } from './checklist.ts'
import { LostList } from './lost-items.tsx'
import { setVersion } from './set-version.ts'
import './publish.css'

const marks: Record<CheckState, () => JSX.Element> = {
  ok: () => <Check />,
  not: () => <X />,
  unknown: () => <CircleDashed />,
  none: () => <Minus />,
}

function Line(props: { is: CheckState; words: string; children?: JSX.Element }): JSX.Element {
  return (
    <li class={`before-line before-${props.is}`} data-is={props.is}>
      <span class="before-mark" role="img" aria-label={t(`publish.${props.is}`)}>
        {marks[props.is]()}
      </span>
      <div class="before-words">
        <p class="figures">{props.words}</p>
        {props.children}
      </div>
    </li>
  )
}

function formatSchema({ is, limits, over }: Checklist['schema']): string {
  const limit = (name: LimitView['name']): LimitView | undefined =>
    limits.find((one) => one.name === name)
  if (is === 'unknown') return t('publish.checking')
  if (limits.length === 0) return t('publish.schemaUnread')
  if (over.length > 0) {
    const what = over.map(({ name, used, most }) => t(`publish.limit.${name}`, { used, most }))
    return t('publish.schemaOver', { what: what.join(', ') })
  }
  return t('publish.schema', {
    used: limit('properties')?.used ?? 0,
    most: limit('properties')?.most ?? 0,
    levels: limit('levels')?.used ?? 0,
    mostLevels: limit('levels')?.most ?? 0,
  })
}

function formatFaults({ is, count }: Checklist['faults']): string {
  if (is === 'unknown') return t('publish.checking')
  return is === 'ok' ? t('publish.valid') : t('publish.faults', { count })
}

function formatFixtures({ is, count, passed }: Checklist['fixtures']): string {
  if (count === 0) return t('publish.noFixtures')
  return is === 'unknown'
    ? t('publish.fixturesUnknown', { count })
    : t('publish.fixtures', { count, passed })
}

function formatGoldens({ is, count, kept, lost }: Checklist['goldens']): string {
  if (count === 0) return t('publish.noGoldens')
  if (is === 'unknown') return t('publish.goldensUnknown', { count })
  return is === 'ok'
    ? t('publish.goldens', { count, kept })
    : t('publish.goldensLost', { count, lost })
}

function formatVersion({ is, version, least, isFirst }: Checklist['version']): string {
  if (is === 'unknown') return t('publish.versionUnknown')
  if (is === 'ok' && isFirst) return t('publish.versionIsFirst', { version })
  return is === 'ok'
    ? t('publish.version', { version })
    : t('publish.versionTooLow', { version: version || '–', least: least ?? '' })
}

/** The checklist of the draft; tests of other files do not count. */
export function useChecklist(trials: Trials): () => Checklist {
  const { draft } = trials
  return createMemo(() =>
    checklistOf({
      files: draft.files(),
      check: draft.check(),
      regression: trials.isOfDraft(trials.regression()) ? trials.regression() : undefined,
      goldens: trials.goldens(),
    }),
  )
}

/** Runs the tests; a price is confirmed in the publish dialog. */
function useTests(trials: Trials) {
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()
  const run = async (): Promise<void> => {
    if (busy() || isOpen(trials.regression())) return
    setBusy(true)
    setProblem()
    try {
      if (!(await trials.startRegression())) {
        setProblem(notSaved(trials.draft))
      }
    } catch (error) {
      const found = problemOf(error)
      if (found.code === 'cost_unconfirmed') trials.setPublishing(true)
      else setProblem(found)
    } finally {
      setBusy(false)
    }
  }
  return { busy, problem, run }
}

export function BeforePublishing(props: { trials: Trials }): JSX.Element {
  const list = useChecklist(props.trials)
  const tests = useTests(props.trials)
  const running = () => {
    const trial = props.trials.regression()
    return isOpen(trial) ? trial : undefined
  }
  const failed = () => {
    const trial = props.trials.regression()
    const hasFailed = trial?.state === 'failed' && !isStopped(trial)
    return hasFailed && props.trials.isOfDraft(trial) ? trial : undefined
  }
  const lacksTests = (): boolean =>
    list().fixtures.is === 'unknown' || list().goldens.is === 'unknown'
  const mayTest = (): boolean => list().faults.is === 'ok' && lacksTests() && !running()
  return (
    <section class="trial-part" aria-labelledby="before-publishing">
      <div class="trial-head">
        <h2 id="before-publishing">{t('publish.before')}</h2>
      </div>
      <ul class="before">
        <Line is={list().schema.is} words={formatSchema(list().schema)} />
        <Line is={list().faults.is} words={formatFaults(list().faults)} />
        <Line is={list().fixtures.is} words={formatFixtures(list().fixtures)} />
        <Line is={list().goldens.is} words={formatGoldens(list().goldens)}>
          <Show when={list().goldens.is === 'not' && props.trials.regression()?.regression}>
            {(report) => <LostList report={report()} trials={props.trials} />}
          </Show>
        </Line>
        <Line is={list().version.is} words={formatVersion(list().version)}>
          <Show when={list().version.is === 'not' && list().version.least}>
            {(least) => (
              <Button size="small" onClick={() => void setVersion(props.trials, least())}>
                {t('publish.setVersion', { version: least() })}
              </Button>
            )}
          </Show>
        </Line>
      </ul>
      <Switch>
        <Match when={running()}>
          {(trial) => (
            <TrialProgress
              trials={props.trials}
              trial={trial()}
              words={{ plain: 'publish.testing', of: 'publish.testingOf' }}
            />
          )}
        </Match>
        <Match when={failed()}>
          {(trial) => (
            <Failure
              problem={ownProblem(
                'trial',
                0,
                `${t('publish.testsFailed')}. ${formatTrialReason(trial().reason)}`,
              )}
              action={{
                label: t('publish.runTests'),
                run: () => void tests.run(),
                busy: tests.busy(),
              }}
            />
          )}
        </Match>
        <Match when={mayTest()}>
          <div>
            <Button size="small" busy={tests.busy()} onClick={() => void tests.run()}>
              {t('publish.runTests')}
            </Button>
          </div>
        </Match>
      </Switch>
      <Show when={tests.problem()}>{(found) => <Failure problem={found()} />}</Show>
    </section>
  )
}
