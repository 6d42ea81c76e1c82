import type { JobCtx } from '../../../jobs/define-job.ts'
import { keepClaim as keep } from '../../../jobs/keep-claim.ts'
import { renewMinutes } from '../../../../tenants/limits/minutes.ts'
import type { TranscribeDeps } from '../deps.ts'
import type { TranscriptionClaim } from './claim.ts'

/** The signal aborts with `Superseded` once the claim is lost: a recording that nobody waits for any more is not paid for. */
export const keepClaim = (deps: TranscribeDeps, ctx: JobCtx, claim: TranscriptionClaim) =>
  keep(deps, ctx, async (tx) => {
    const still = await tx.sql`
      update meetings set claimed_at = now()
      where tenant_id = ${tx.tenantId} and id = ${claim.meetingId} and fence = ${claim.fence}
        and status = 'transcribing' returning 1`
    if (still.length > 0 && claim.isReserved) await renewMinutes(tx, claim)
    return still.length > 0
  })
