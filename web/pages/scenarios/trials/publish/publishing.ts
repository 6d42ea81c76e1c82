import { createEffect, createMemo, createSignal, on } from 'solid-js'
import type {
  CheckView,
  ScenarioVersionView,
} from '../../../../../server/modules/scenarios/contract.ts'
import { t } from '../../../../i18n/index.ts'
import { checkDraft } from '../../../../api/drafts.ts'
import { publishVersion } from '../../../../api/scenarios.ts'
import { ownProblem, type Problem, problemOf } from '../../../../lib/problem.ts'
import { type Cost, readCost } from '../../cost/cost.ts'
import type { Trials } from '../trials-store.ts'
import { isOpen, isStopped } from '../trials-store.ts'
import { currentReport } from './checklist.ts'
import { setVersion } from './set-version.ts'
import { isHighEnough, proposeVersion, versionOf } from './version.ts'

export type Step = 'prepare' | 'cost' | 'testing' | 'failed' | 'red' | 'green' | 'published'

/** What is meant to go with all that people accepted in it. */
export interface Dropped {
  sections: string[]
  fields: string[]
}

/** The way of a draft to a version: a number that fits, tests that pass, and then for good. */
export function createPublishing(trials: Trials) {
  const { draft } = trials
  /** Read once more where the server knew of a version that the page did not. */
  const [rechecked, setRechecked] = createSignal<CheckView>()
  const [version, setVersionText] = createSignal('')
  /** Whether it is the author’s own number and not a proposed one. */
  const [isTyped, setTyped] = createSignal(false)
  const [cost, setCost] = createSignal<Cost>()
  const [dropped, setDropped] = createSignal<Dropped>({ sections: [], fields: [] })
  const [published, setPublished] = createSignal<ScenarioVersionView>()
  const [isRefused, setRefused] = createSignal(false)
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<Problem>()

  const check = (): CheckView | undefined => rechecked() ?? draft.check()
  const least = (): string | undefined => {
    const known = check()
    return known?.valid ? proposeVersion(known) : undefined
  }
  const checkProblem = (): Problem | undefined => (rechecked() ? undefined : draft.checkProblem())
  const isFirst = (): boolean => check()?.comparedWith === null
  const isVersionRight = (): boolean => {
    const wanted = least()
    if (!wanted) return false
    return isHighEnough(version(), isFirst() ? '0.0.0' : wanted)
  }

  const regression = () => trials.regression()
  /** A number that stands in the files is one of an earlier try, unless those tests are of this very draft. */
  const ownVersion = (): string | undefined => {
    const own = versionOf(draft.files())
    if (!own) return undefined
    if (isFirst()) return isHighEnough(own, '0.0.0') ? own : undefined
    return trials.isOfDraft(regression()) && isHighEnough(own, least() ?? '') ? own : undefined
  }
  createEffect(
    on(createMemo(least), (wanted) => {
      if (wanted && !(isTyped() && isVersionRight())) setVersionText(ownVersion() ?? wanted)
    }),
  )

  const isTested = (): boolean =>
    trials.isOfDraft(regression()) && versionOf(draft.files()) === version()
  const report = () =>
    isTested() ? currentReport({ regression: regression(), goldens: trials.goldens() }) : undefined
  const step = (): Step => {
    if (published()) return 'published'
    if (isOpen(regression())) return 'testing'
    if (cost()) return 'cost'
    if (isTested() && regression()?.state === 'failed' && !isStopped(regression())) return 'failed'
    const known = report()
    return known ? (known.green ? 'green' : 'red') : 'prepare'
  }

  const attempt = async (act: () => Promise<void>): Promise<void> => {
    if (busy()) return
    setBusy(true)
    setProblem()
    try {
      await act()
    } catch (error) {
      setProblem(problemOf(error))
    } finally {
      setBusy(false)
    }
  }
  const isSaved = (done: boolean): void => {
    if (!done) setProblem(draft.problem() ?? ownProblem('not_saved', 0, t('trials.notSaved')))
  }
  /** Writes the number first: what is tested is what will be published, to the letter. */
  const test = (giveUp: Dropped = dropped(), confirmCost = false): Promise<void> =>
    attempt(async () => {
      if (!isVersionRight()) return
      setDropped(giveUp)
      setRefused(false)
      if (!(await setVersion(trials, version()))) {
        setProblem(ownProblem('unreadable', 0, t('publish.versionUnwritten')))
        return
      }
      try {
        isSaved(
          await trials.startRegression({
            confirmCost,
            droppedSections: giveUp.sections,
            droppedFields: giveUp.fields,
          }),
        )
        setCost()
      } catch (error) {
        const asked = readCost(problemOf(error))
        if (!asked) throw error
        setCost(asked)
      }
    })

  const askCheck = async (): Promise<void> => {
    setRechecked(await checkDraft(draft.id, draft.files()))
  }
  /** Somebody else has published meanwhile, or the page’s check is old: ask which number it is now. */
  const recheck = async (): Promise<void> => {
    setRefused(true)
    await askCheck()
    const wanted = least()
    if (wanted) setVersionText(wanted)
  }
  const checkAgain = (): Promise<void> => attempt(() => draft.recheck())
  const publish = (): Promise<void> =>
    attempt(async () => {
      try {
        setPublished(await publishVersion(draft.id, version()))
      } catch (error) {
        const { code } = problemOf(error)
        if (code === 'version_unfit' || code === 'already_exists') await recheck()
        else {
          if (code === 'regression_needed') await trials.load()
          throw error
        }
      }
    })

  return {
    step,
    check,
    checkProblem,
    checkAgain,
    least,
    isFirst,
    version,
    isVersionRight,
    isRefused,
    setTyped: (text: string): void => {
      setTyped(true)
      setVersionText(text.trim())
      setCost()
    },
    cost,
    report,
    published,
    busy,
    problem,
    test,
    publish,
  }
}

export type Publishing = ReturnType<typeof createPublishing>
