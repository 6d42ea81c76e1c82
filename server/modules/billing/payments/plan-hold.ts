import type { Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, errorStatuses } from '../../../platform/errors.ts'
import { reportMissing } from '../../../../db/usage-ledger.ts'
import { PaymentDeclined, PaymentsRefused, PaymentsUnavailable } from '../ports.ts'
import { dropHold, dropLapsedHold, lapseHold, renewHold, takeHold } from './repo.ts'

const renewEveryMs = 4_000
/** No hold lasts longer. What was transcribed earlier has been reported already. */
const longestMs = 60 * 60_000

/** The plan is being changed at the provider. The result is known within seconds. */
export class PlanHeld extends PaymentsUnavailable {
  constructor() {
    super('the plan of this organisation is being changed', 2_000)
  }
}

export interface Hold {
  readonly id: string
  /** Set as soon as the provider has made the change. A later failure does not undo it. */
  isMade: boolean
}

/**
 * Holds the organisation's plan while it is changed at the provider. Meanwhile other changes are refused, no sync stores
 * the plan, and nothing is reported to the meter: no minute can fall between the last report and the invoice. `work`
 * returns whether it has stored the new state. If it has not, or if it fails after the change was made, a sync is queued
 * to fetch the state. If the process dies, the next sync does the same. Throws `PlanHeld`.
 */
export async function withPlanHeld(
  db: Database,
  ctx: Ctx,
  work: (hold: Hold) => Promise<boolean>,
): Promise<void> {
  const id = crypto.randomUUID()
  const hold: Hold = { id, isMade: false }
  if (!(await withTenant(db, ctx, (tx) => takeHold(tx, id)))) throw new PlanHeld()
  const renewing = setInterval(
    () => void withTenant(db, ctx, (tx) => renewHold(tx, id)).catch(() => undefined),
    renewEveryMs,
  )
  let isKnown = false
  let doneAt: Date | null = null
  try {
    isKnown = await work(hold)
    doneAt = new Date()
  } catch (error) {
    isKnown = !hold.isMade && !mayHaveSucceeded(error)
    throw error
  } finally {
    clearInterval(renewing)
    await withTenant(db, ctx, async (tx) => {
      if (isKnown) {
        if (await dropHold(tx, id)) await queueWithheldReports(tx, doneAt)
        return
      }
      await lapseHold(tx, id)
      await enqueue(tx, 'billing.sync', { organisationId: tx.tenantId })
    })
  }
}

/** Only a rejection proves that nothing was changed. */
const mayHaveSucceeded = (error: unknown): boolean =>
  error instanceof AppError
    ? errorStatuses[error.code] >= 500
    : !(error instanceof PaymentsRefused || error instanceof PaymentDeclined)

/** Ends a hold that was not renewed and queues the reports that it kept back. Returns false if there is none. */
export async function endLapsedHold(tx: TenantTx): Promise<boolean> {
  const isOne = await dropLapsedHold(tx)
  if (isOne) await queueWithheldReports(tx, null)
  return isOne
}

/** Queues the reports that a hold kept back, dated `notBefore` at the earliest: before it the last plan's invoice was made. */
async function queueWithheldReports(tx: TenantTx, notBefore: Date | null): Promise<void> {
  const now = Date.now()
  const span = { from: new Date(now - longestMs), to: new Date(now + 60_000) }
  const added = await reportMissing(tx, span, notBefore)
  if (added.length > 0) await enqueue(tx, 'billing.report', { organisationId: tx.tenantId })
}
