import type {
  CheckView,
  ScenarioVersionView,
} from '../../../../../server/modules/scenarios/contract.ts'
import type {
  RegressionReport,
  TrialView,
} from '../../../../../server/modules/scenarios/trials/contract.ts'
import type { Cost } from '../../cost/cost.ts'
import { isOpen, isStopped } from '../trials-state.ts'
import { currentReport } from './checklist.ts'
import { isHighEnough, proposeVersion, versionOf } from './version.ts'

export type Step = 'prepare' | 'cost' | 'testing' | 'failed' | 'red' | 'green' | 'published'

/** What the author gives up, with everything that people accepted in it. */
export interface Dropped {
  sections: string[]
  fields: string[]
}

/** What publishing depends on outside of its dialog. */
export interface PublishFacts {
  files: Record<string, string>
  check: CheckView | undefined
  regression: TrialView | undefined
  /** Whether the regression tried exactly what is on the page. */
  isOfDraft: boolean
  goldens: readonly { createdAt: string }[]
}

export interface PublishingState {
  version: string
  /** Whether the author typed the version; otherwise it follows what is proposed. */
  isTyped: boolean
  cost: Cost | undefined
  dropped: Dropped
  published: ScenarioVersionView | undefined
  /** The server has refused the version: somebody else published meanwhile. */
  isRefused: boolean
  /** A check made because of that, newer than the page's. */
  recheck: CheckView | undefined
}

export const initialPublishing: PublishingState = {
  version: '',
  isTyped: false,
  cost: undefined,
  dropped: { sections: [], fields: [] },
  published: undefined,
  isRefused: false,
  recheck: undefined,
}

const anyVersion = '0.0.0'

export const checkOf = (
  { recheck }: PublishingState,
  { check }: PublishFacts,
): CheckView | undefined => recheck ?? check

/** The lowest version that the changes allow; undefined while the draft is unchecked or invalid. */
export const leastVersion = (check: CheckView | undefined): string | undefined =>
  check?.valid ? proposeVersion(check) : undefined

/** A first version may have any number. */
export const isFirstVersion = (check: CheckView | undefined): boolean =>
  check?.comparedWith === null

export function isVersionValid(state: PublishingState, facts: PublishFacts): boolean {
  const check = checkOf(state, facts)
  const least = leastVersion(check)
  if (!least) return false
  return isHighEnough(state.version, isFirstVersion(check) ? anyVersion : least)
}

/** The files' own version counts only if it is valid and belongs to tests of this very draft, or nothing was published. */
function ownVersion(state: PublishingState, facts: PublishFacts): string | undefined {
  const own = versionOf(facts.files)
  if (!own) return undefined
  const check = checkOf(state, facts)
  if (isFirstVersion(check)) return isHighEnough(own, anyVersion) ? own : undefined
  const isValid = isHighEnough(own, leastVersion(check) ?? '')
  return facts.isOfDraft && isValid ? own : undefined
}

/** Proposes a version, unless the author has typed one that is valid. */
export function versionProposed(state: PublishingState, facts: PublishFacts): PublishingState {
  const least = leastVersion(checkOf(state, facts))
  if (!least || (state.isTyped && isVersionValid(state, facts))) return state
  return { ...state, version: ownVersion(state, facts) ?? least }
}

export const versionTyped = (state: PublishingState, text: string): PublishingState => ({
  ...state,
  version: text.trim(),
  isTyped: true,
  cost: undefined,
})

export const testsRequested = (state: PublishingState, dropped: Dropped): PublishingState => ({
  ...state,
  dropped,
  isRefused: false,
})

/** With a price, nothing is started before it is confirmed. */
export const testsPriced = (state: PublishingState, cost: Cost | undefined): PublishingState => ({
  ...state,
  cost,
})

export const versionRefused = (state: PublishingState): PublishingState => ({
  ...state,
  isRefused: true,
})

export const rechecked = (state: PublishingState, recheck: CheckView): PublishingState => ({
  ...state,
  recheck,
})

export const leastChosen = (state: PublishingState, facts: PublishFacts): PublishingState => ({
  ...state,
  version: leastVersion(checkOf(state, facts)) ?? state.version,
})

export const published = (
  state: PublishingState,
  version: ScenarioVersionView,
): PublishingState => ({ ...state, published: version })

const isTested = ({ version }: PublishingState, { files, isOfDraft }: PublishFacts): boolean =>
  isOfDraft && versionOf(files) === version

/** The tests' report, while it is about this draft, this version and these goldens. */
export const reportOf = (
  state: PublishingState,
  facts: PublishFacts,
): RegressionReport | undefined => (isTested(state, facts) ? currentReport(facts) : undefined)

export function stepOf(state: PublishingState, facts: PublishFacts): Step {
  const { regression } = facts
  if (state.published) return 'published'
  if (isOpen(regression)) return 'testing'
  if (state.cost) return 'cost'
  const hasFailed = regression?.state === 'failed' && !isStopped(regression)
  if (isTested(state, facts) && hasFailed) return 'failed'
  const report = reportOf(state, facts)
  if (!report) return 'prepare'
  return report.green ? 'green' : 'red'
}
