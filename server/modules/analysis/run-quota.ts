import { type Database } from '../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import type { Ctx } from '../../platform/context.ts'
import { limitOf } from '../../platform/limits/limit-list.ts'
import { LimitExceeded, type Reached } from '../../platform/limits/limit-reached.ts'
import { countRemainingRuns, consumeRun } from '../../platform/limits/usage-counts.ts'
import { recordChange, updateMeeting } from '../meetings/index.ts'

/** Why a meeting waits for its organisation's, or its owner's, limit. */
export const limitReasons = [
  limitOf('runsPerDay').code,
  limitOf('modelCentsPerMonth').code,
] as const

/**
 * Counts the run that a meeting's own way begins; its further attempts are the same run. `was` is what the claim found.
 * Throws LimitExceeded, in the transaction that would have begun it.
 */
export async function takeRunOf(
  tx: TenantTx,
  was: { status: string; reason: string | null; ownerId: string },
): Promise<void> {
  const isNew =
    was.status === 'queued' ||
    (was.status === 'waiting' && limitReasons.some((reason) => reason === was.reason))
  const reached = isNew ? await consumeRun(tx, was.ownerId) : null
  if (reached) throw new LimitExceeded(reached)
}

/**
 * Says that the meeting waits for a limit; once, however often it is looked at again. `fence` is the attempt's that was
 * under way, if one was.
 */
export const markLimited = (
  db: Database,
  ctx: Ctx,
  meetingId: string,
  { name }: Reached,
  fence: number | null = null,
): Promise<void> =>
  withTenant(db, ctx, async (tx) => {
    const reason = limitOf(name).code
    const [open] = await tx.sql`
      select 1 from meetings where tenant_id = ${tx.tenantId} and id = ${meetingId} and stage = 'analyse'
        and (status = 'queued' or (status = 'waiting' and reason is distinct from ${reason})
          or (status = 'analysing' and fence = ${fence})) for update`
    if (!open) return
    await updateMeeting(tx, meetingId, {
      status: 'waiting',
      reason,
      canRetry: true,
      progress: null,
    })
    await recordChange(tx, ctx, meetingId, 'waiting')
  })

/** Of meetings that wait for a limit, the longest waiting, as many as the organisation has room for now. */
export const chooseForRuns = async (
  db: Database,
  tenantId: string,
  meetingIds: readonly string[],
): Promise<readonly string[]> =>
  meetingIds.slice(0, await withTenant(db, { tenantId }, countRemainingRuns))
