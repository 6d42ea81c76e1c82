import type { TenantTx } from '../../../../db/tenant.ts'
import type { RegressionReport } from './contract.ts'
import { acceptLosses, type Dropped } from './judge-losses.ts'
import { findNewestRegression } from './repo.ts'
import { readReport } from './view.ts'

interface Confirmed extends Dropped {
  /** The updated report of these very files, if they have been tested already. */
  report: RegressionReport | null
}

/**
 * Adds what the author drops now to what was dropped since the newest version was published. If that is all that changes,
 * an existing report of the same files is updated and nothing has to run again.
 */
export async function confirmLosses(
  tx: TenantTx,
  scenarioId: string,
  digest: string,
  provider: string,
  given: Dropped,
): Promise<Confirmed> {
  const newest = await findNewestRegression(tx, scenarioId)
  const { droppedSections = [], droppedFields = [] } = newest?.input ?? {}
  const all = {
    droppedSections: [...new Set([...droppedSections, ...given.droppedSections])],
    droppedFields: [...new Set([...droppedFields, ...given.droppedFields])],
  }
  const isMore =
    all.droppedSections.length > droppedSections.length ||
    all.droppedFields.length > droppedFields.length
  const isAnswered =
    isMore && newest?.state === 'done' && newest.bodyDigest === digest && newest.isCurrent
  const report = isAnswered ? readReport(newest.report) : null
  return { ...all, report: report?.provider === provider ? acceptLosses(report, all) : null }
}
