import type { Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { keepClaim, Superseded, superseded } from '../../../jobs/keep-claim.ts'
import { lendWhileSilent } from '../../../jobs/lend-slot.ts'
import type { ProviderStatus } from '../../../platform/provider-watch.ts'
import { purgeIfDeleted } from '../delete-meeting.ts'
import { reportStage, type StageClaim, waitInStage } from './repo/attempt.ts'

/** Shown to people, and written to the database, at most this often. */
const reportEveryMs = 1_000

/** A fault of a provider; `code` is what the meeting says while it waits for the next attempt. */
export interface ProviderFault {
  code: string
  retryable: boolean
  /** How long the provider asked to wait. */
  retryAfterMs: number | null
}

/** What differs from stage to stage while an attempt runs. */
export interface Attempt {
  meetingId: string
  /** Renews the claim; returns false if it was lost. */
  renew(tx: TenantTx): Promise<boolean>
  /** The work itself, after the claim. The signal aborts with `Superseded` once the claim is lost. */
  work(signal: AbortSignal): Promise<string>
  /** The provider; while it is silent, another job may use the slot. */
  silence?: ProviderStatus | undefined
  /** Deletes files that the attempt may have written for something that no longer exists. */
  discard?(): Promise<void>
  /** Ends the attempt without a failure; returns its note, or undefined to fail. */
  recover?(error: unknown): Promise<string | undefined>
  /** Marks the meeting as waiting for this provider until the next attempt. */
  wait?: {
    isFault(error: unknown): error is ProviderFault
    mark(tx: TenantTx, reason: string): Promise<void>
  }
}

/**
 * Runs the work of an attempt that has its claim: renews the claim, leaves no files of a deleted meeting, and marks the
 * meeting as waiting between attempts. Returns `superseded` if the claim was lost.
 */
export async function runStage(
  deps: { db: Database },
  ctx: JobCtx,
  attempt: Attempt,
): Promise<string> {
  const kept = keepClaim(deps, ctx, attempt.renew)
  const takeSlotBack = lendWhileSilent(ctx, attempt.silence)
  try {
    return await attempt.work(kept.signal)
  } catch (error) {
    const isDeleted = await discardLeftovers(deps, ctx, attempt)
    if (isDeleted || error instanceof Superseded || kept.isLost()) return superseded
    const note = await attempt.recover?.(error)
    if (note !== undefined) return note
    if (!ctx.signal.aborted) await markWaiting(deps, ctx, attempt, error)
    throw error
  } finally {
    takeSlotBack()
    kept.stop()
  }
}

/** Returns true if the meeting was deleted. */
async function discardLeftovers(
  deps: { db: Database },
  ctx: JobCtx,
  { meetingId, discard }: Attempt,
): Promise<boolean> {
  try {
    if (await withTenant(deps.db, ctx, (tx) => purgeIfDeleted(tx, meetingId))) return true
    await discard?.()
  } catch (err) {
    ctx.log.error({ err, meetingId }, 'Cannot check what an attempt left behind')
  }
  return false
}

/** Marks the meeting as waiting if another attempt follows; the final failure marks it as failed. */
async function markWaiting(
  deps: { db: Database },
  ctx: JobCtx,
  { wait }: Attempt,
  error: unknown,
): Promise<void> {
  if (!wait?.isFault(error) || !error.retryable) return
  if (ctx.isFinalAttempt && error.retryAfterMs === null) return
  await withTenant(deps.db, ctx, (tx) => wait.mark(tx, error.code))
}

/** Marks the meeting as waiting although no attempt could start. */
export const waitForStart = (
  deps: { db: Database },
  ctx: JobCtx,
  stage: Pick<StageClaim, 'meetingId' | 'stage'>,
  reason: string,
): Promise<void> =>
  withTenant(deps.db, ctx, (tx) => waitInStage(tx, { ...stage, fence: null }, reason))

/** Claims in one transaction, which a limit rolls back; returns the limit in that case. */
export const claimWithinLimits = <Claim>(
  deps: { db: Database },
  ctx: JobCtx,
  claim: (tx: TenantTx) => Promise<Claim>,
): Promise<Claim | LimitExceeded> =>
  withTenant(deps.db, ctx, claim).catch((error: unknown) => {
    if (error instanceof LimitExceeded) return error
    throw error
  })

/** Reports progress to open dashboards at most once a second. A stage under a second reports nothing. */
export function progressReporter(deps: { db: Database }, ctx: JobCtx, claim: StageClaim) {
  let reportedAtMs = Date.now()
  return (progress: { step: string; done: number; total: number }): void => {
    if (Date.now() - reportedAtMs < reportEveryMs) return
    reportedAtMs = Date.now()
    withTenant(deps.db, ctx, (tx) => reportStage(tx, claim, progress)).catch((err: unknown) =>
      ctx.log.warn({ err, meetingId: claim.meetingId }, 'Cannot report progress'),
    )
  }
}
