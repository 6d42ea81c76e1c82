import { createEffect, createMemo, createSignal, on } from 'solid-js'
import type { CheckView } from '../../../../../server/modules/scenarios/contract.ts'
import { checkDraft } from '../../../../api/drafts.ts'
import { publishVersion } from '../../../../api/scenarios.ts'
import { t } from '../../../../i18n/index.ts'
import { createAct } from '../../../../lib/act.ts'
import { ownProblem, type Problem, problemOf, RequestFailed } from '../../../../lib/problem.ts'
import { readCost } from '../../cost/cost.ts'
import { notSaved } from '../not-saved.ts'
import type { Trials } from '../trials-store.ts'
import {
  checkOf,
  type Dropped,
  initialPublishing,
  isFirstVersion,
  isVersionValid,
  leastChosen,
  leastVersion,
  published,
  type PublishFacts,
  type PublishingState,
  rechecked,
  reportOf,
  stepOf,
  testsPriced,
  testsRequested,
  versionProposed,
  versionRefused,
  versionTyped,
} from './publishing-state.ts'
import { setVersion } from './set-version.ts'

/** Leads a draft to a version: a valid number, tests that pass, and the request that publishes. */
export function createPublishing(trials: Trials) {
  const { draft } = trials
  const [state, setState] = createSignal(initialPublishing)
  const update = (transition: (before: PublishingState) => PublishingState): void =>
    void setState(transition)
  const act = createAct()
  const facts = (): PublishFacts => ({
    files: draft.files(),
    check: draft.check(),
    regression: trials.regression(),
    isOfDraft: trials.isOfDraft(trials.regression()),
    goldens: trials.goldens(),
  })
  const check = (): CheckView | undefined => checkOf(state(), facts())
  const least = createMemo(() => leastVersion(check()))
  createEffect(on(least, () => update((before) => versionProposed(before, facts()))))

  const startTests = async (dropped: Dropped, confirmCost: boolean): Promise<void> => {
    if (!isVersionValid(state(), facts())) return
    update((before) => testsRequested(before, dropped))
    // The version is written first: what is tested is exactly what will be published.
    if (!(await setVersion(trials, state().version))) {
      throw new RequestFailed(ownProblem('unreadable', 0, t('publish.versionUnwritten')))
    }
    try {
      const isStarted = await trials.startRegression({
        confirmCost,
        droppedSections: dropped.sections,
        droppedFields: dropped.fields,
      })
      update((before) => testsPriced(before, undefined))
      if (!isStarted) throw new RequestFailed(notSaved(draft))
    } catch (error) {
      const cost = readCost(problemOf(error))
      if (!cost) throw error
      update((before) => testsPriced(before, cost))
    }
  }
  /** The server knows a version that this page does not: check again, and propose the lowest valid one. */
  const recheck = async (): Promise<void> => {
    update(versionRefused)
    const found = await checkDraft(draft.id, draft.files())
    update((before) => rechecked(before, found))
    update((before) => leastChosen(before, facts()))
  }
  const publish = async (): Promise<void> => {
    try {
      const version = await publishVersion(draft.id, state().version)
      update((before) => published(before, version))
    } catch (error) {
      const { code } = problemOf(error)
      if (code === 'version_unfit' || code === 'already_exists') return recheck()
      if (code === 'regression_needed') await trials.load()
      throw error
    }
  }

  return {
    step: () => stepOf(state(), facts()),
    check,
    checkProblem: (): Problem | undefined => (state().recheck ? undefined : draft.checkProblem()),
    checkAgain: () => act.run(() => draft.recheck()),
    least,
    isFirst: (): boolean => isFirstVersion(check()),
    version: (): string => state().version,
    isVersionValid: (): boolean => isVersionValid(state(), facts()),
    isRefused: (): boolean => state().isRefused,
    setTyped: (text: string): void => update((before) => versionTyped(before, text)),
    cost: () => state().cost,
    report: () => reportOf(state(), facts()),
    published: () => state().published,
    busy: act.busy,
    problem: act.problem,
    test: (dropped: Dropped = state().dropped, confirmCost = false) =>
      act.run(() => startTests(dropped, confirmCost)),
    publish: () => act.run(publish),
  }
}

export type Publishing = ReturnType<typeof createPublishing>
