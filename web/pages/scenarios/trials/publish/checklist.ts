import type { CheckView, LimitView } from '../../../../../server/modules/scenarios/contract.ts'
import type {
  RegressionReport,
  TrialView,
} from '../../../../../server/modules/scenarios/trials/contract.ts'
import { isHighEnough, proposeVersion, versionOf } from './version.ts'

/** `none`: there is nothing to test. */
export type CheckState = 'ok' | 'not' | 'unknown' | 'none'

export interface Checklist {
  schema: { is: CheckState; limits: LimitView[]; over: LimitView[] }
  faults: { is: CheckState; count: number }
  fixtures: { is: CheckState; count: number; passed: number }
  goldens: { is: CheckState; count: number; kept: number; lost: number }
  version: { is: CheckState; version: string; least: string | undefined; isFirst: boolean }
}

export interface CheckedDraft {
  files: Record<string, string>
  check: CheckView | undefined
  /** The newest regression of exactly these files. */
  regression: TrialView | undefined
  goldens: readonly { createdAt: string }[]
}

const isFixture = (path: string): boolean => /^fixtures\/[^/]+\.json$/.test(path)
const stateOf = (isKnown: boolean, isRight: boolean): CheckState =>
  !isKnown ? 'unknown' : isRight ? 'ok' : 'not'

/** The report, unless a golden was added since. */
export function currentReport({
  regression,
  goldens,
}: Pick<CheckedDraft, 'regression' | 'goldens'>): RegressionReport | undefined {
  if (!regression?.regression) return undefined
  const { createdAt } = regression
  return goldens.some((golden) => golden.createdAt > createdAt) ? undefined : regression.regression
}

const schemaState = (check: CheckView | undefined): Checklist['schema'] => {
  const limits = check?.limits ?? []
  const over = limits.filter(({ used, most }) => used > most)
  return {
    is: stateOf(check !== undefined, limits.length > 0 && over.length === 0),
    limits,
    over,
  }
}

function versionState({ files, check }: CheckedDraft): Checklist['version'] {
  const version = versionOf(files) ?? ''
  const least = check?.valid ? proposeVersion(check) : undefined
  // A first version may have any number.
  const isFirst = check?.comparedWith === null
  return {
    is: stateOf(
      least !== undefined,
      isFirst ? version !== '' : least !== undefined && isHighEnough(version, least),
    ),
    version,
    least,
    isFirst,
  }
}

/** Whether a golden loses anything that nobody has given up. */
export const isLosing = ({ lost, losses }: RegressionReport['goldens'][number]): boolean =>
  lost.length > 0 || losses.some(({ isLetGo }) => !isLetGo)

/** What has to be fulfilled before publishing, line by line. */
export function checklistOf(draft: CheckedDraft): Checklist {
  const { check, files, goldens } = draft
  const report = currentReport(draft)
  const passed = report?.fixtures.filter(({ faults }) => faults.length === 0).length ?? 0
  const kept = report?.goldens.filter((golden) => !isLosing(golden)).length ?? 0
  const fixtureCount = report?.fixtures.length ?? Object.keys(files).filter(isFixture).length
  const goldenCount = report?.goldens.length ?? goldens.length
  return {
    schema: schemaState(check),
    faults: {
      is: stateOf(check !== undefined, check?.valid === true),
      count: check?.problems.length ?? 0,
    },
    fixtures: {
      is: fixtureCount === 0 ? 'none' : stateOf(report !== undefined, passed === fixtureCount),
      count: fixtureCount,
      passed,
    },
    goldens: {
      is: goldenCount === 0 ? 'none' : stateOf(report !== undefined, kept === goldenCount),
      count: goldenCount,
      kept,
      lost: goldenCount - kept,
    },
    version: versionState(draft),
  }
}
