import type { Database } from '../../db/client.ts'
import { type TenantTx, withTenant } from '../../db/tenant.ts'
import { AppError } from '../platform/errors.ts'
import type { JobCtx } from './define-job.ts'

/** Well within the time after which the reconciler offers a quiet meeting again. */
const everyMs = 5_000

/** Another attempt took the stage over, or it was cancelled or deleted: what this one found is thrown away. */
export class Superseded extends AppError {
  constructor() {
    super(
      'conflict',
      'Another attempt has taken this work over.',
      [],
      {},
      'Эту работу взяла на себя другая попытка.',
    )
  }
}

export interface KeptClaim {
  signal: AbortSignal
  isLost(): boolean
  stop(): void
}

/**
 * Calls `renew` every 5 s while an attempt is at work; it shows that somebody is at it, and returns false once the claim
 * is lost. Then the signal aborts with `Superseded`: what nobody waits for any more is not paid for. The signal aborts
 * with the job's own too.
 */
export function keepClaim(
  { db }: { db: Database },
  ctx: JobCtx,
  renew: (tx: TenantTx) => Promise<boolean>,
): KeptClaim {
  const lost = new AbortController()
  const beat = async (): Promise<void> => {
    if (!(await withTenant(db, ctx, renew))) lost.abort(new Superseded())
  }
  const timer = setInterval(() => {
    beat().catch((error: unknown) => ctx.log.warn({ err: error }, 'A claim was not renewed'))
  }, everyMs)
  return {
    signal: AbortSignal.any([ctx.signal, lost.signal]),
    isLost: () => lost.signal.aborted,
    stop: () => clearInterval(timer),
  }
}
