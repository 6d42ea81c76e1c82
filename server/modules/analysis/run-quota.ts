import { type Database } from '../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { limitOf } from '../../../tenants/limits/limit-list.ts'
import { LimitExceeded } from '../../../tenants/limits/limit-reached.ts'
import { countRemainingRuns, consumeRun } from '../../../tenants/limits/usage-counts.ts'

/** The reasons of meetings that wait for a limit of their organisation or owner. */
export const limitReasons = [
  limitOf('runsPerDay').code,
  limitOf('modelCentsPerMonth').code,
] as const

/**
 * Counts a run that starts when a meeting is processed; further attempts belong to the same run. `was` is the meeting
 * before the claim. Throws LimitExceeded in the transaction that would have started the run.
 */
export async function countRun(
  tx: TenantTx,
  was: { status: string; reason: string | null; ownerId: string },
): Promise<void> {
  const isNew =
    was.status === 'queued' ||
    (was.status === 'waiting' && limitReasons.some((reason) => reason === was.reason))
  const reached = isNew ? await consumeRun(tx, was.ownerId) : null
  if (reached) throw new LimitExceeded(reached)
}

/** Of the meetings that wait for a limit, the longest waiting ones, as many as fit the organisation's limit now. */
export const chooseWithinRunLimits = async (
  db: Database,
  tenantId: string,
  meetingIds: readonly string[],
): Promise<readonly string[]> =>
  meetingIds.slice(0, await withTenant(db, { tenantId }, countRemainingRuns))
