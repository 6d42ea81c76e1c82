import type { Database } from '../../db/client.ts'
import { type TenantTx, withTenant } from '../../db/tenant.ts'
import { AppError } from '../platform/errors.ts'
import type { JobCtx } from './define-job.ts'

/** Well below the time after which the reconciler considers a claim dead. */
const everyMs = 5_000

/** Another attempt took over, or the work was cancelled or deleted: this attempt's results are discarded. */
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

/** The note of a superseded attempt, which did not complete its job. */
export const superseded = 'superseded'

export interface KeptClaim {
  signal: AbortSignal
  isLost(): boolean
  stop(): void
}

/**
 * Calls `renew` every 5 s while an attempt runs, to show that the claim is alive. Once `renew` returns false the claim is
 * lost, and the signal aborts with `Superseded`, so that nobody pays for a call whose result is discarded. The signal
 * also aborts together with the job's own.
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
