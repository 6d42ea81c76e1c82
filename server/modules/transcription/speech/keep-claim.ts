import { withTenant } from '../../../../db/tenant.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { AppError } from '../../../platform/errors.ts'
import type { TranscribeDeps } from '../deps.ts'
import type { TranscriptionClaim } from './claim.ts'

/** Well within the time after which the reconciler offers a quiet meeting again. */
const everyMs = 5_000

/** Another attempt took the stage over, or it was cancelled or deleted: what this one heard is thrown away. */
export class Superseded extends AppError {
  constructor() {
    super('conflict', 'Another attempt has taken this work over.')
  }
}

/**
 * Shows while the provider works that somebody is at it. The signal aborts with `Superseded` once the claim is lost: a
 * recording that nobody waits for any more is not paid for.
 */
export function keepClaim(
  deps: TranscribeDeps,
  ctx: JobCtx,
  claim: TranscriptionClaim,
): { signal: AbortSignal; stop(): void } {
  const lost = new AbortController()
  const beat = async (): Promise<void> => {
    const still = await withTenant(
      deps.db,
      ctx,
      (tx) => tx.sql`
        update meetings set claimed_at = now()
        where tenant_id = ${tx.tenantId} and id = ${claim.meetingId} and fence = ${claim.fence}
          and status = 'transcribing' returning 1`,
    )
    if (still.length === 0) lost.abort(new Superseded())
  }
  const timer = setInterval(() => {
    beat().catch((error: unknown) => ctx.log.warn({ err: error }, 'A claim was not renewed'))
  }, everyMs)
  return {
    signal: AbortSignal.any([ctx.signal, lost.signal]),
    stop: () => clearInterval(timer),
  }
}
