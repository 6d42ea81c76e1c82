import type { Database } from '../../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { reportMissing } from '../../../platform/usage/ledger.ts'
import { PaymentsUnavailable } from '../ports.ts'
import { dropHold, dropLapsedHold, lapseHold, renewHold, takeHold } from './repo.ts'

const renewEveryMs = 4_000
/** What was transcribed while a plan was held began no earlier; others of this time have been reported. */
const longestMs = 60 * 60_000

/** Somebody is changing the organisation's plan at the provider: in some seconds it is known what came of it. */
export class PlanHeld extends PaymentsUnavailable {
  constructor() {
    super('the plan of this organisation is being changed', 2_000)
  }
}

export interface Hold {
  readonly id: string
  /** To be set once the provider has made the change: whatever fails from then on, it is made. */
  isMade: boolean
}

/**
 * Holds the organisation's plan while it is changed at the provider. Meanwhile other changes are refused, no sync stores
 * the plan, and nothing is reported to the meter, so that no minute falls between the last report and the invoice. `work`
 * returns whether it has stored what the provider has now. Where it has not, or fails after the change was made, a sync is
 * asked for, which finds that out; where the process dies, the next sync does. Throws `PlanHeld`.
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
    isKnown = !hold.isMade && !mayBeDone(error)
    throw error
  } finally {
    clearInterval(renewing)
    await withTenant(db, ctx, async (tx) => {
      if (isKnown) {
        if (await dropHold(tx, id)) await reportKeptBack(tx, doneAt)
        return
      }
      await lapseHold(tx, id)
      await enqueue(tx, 'billing.sync', { organisationId: tx.tenantId })
    })
  }
}

const mayBeDone = (error: unknown): boolean =>
  error instanceof PaymentsUnavailable ||
  (error instanceof AppError && error.code === 'unavailable')

/** Ends a hold of which nobody knew what came, and makes up for what it has kept back. False where there is none. */
export async function endLapsedHold(tx: TenantTx): Promise<boolean> {
  const isOne = await dropLapsedHold(tx)
  if (isOne) await reportKeptBack(tx, null)
  return isOne
}

/** `notBefore`: as of then, as before it the invoice of another price has been made. */
async function reportKeptBack(tx: TenantTx, notBefore: Date | null): Promise<void> {
  const now = Date.now()
  const span = { from: new Date(now - longestMs), to: new Date(now + 60_000) }
  const added = await reportMissing(tx, span, notBefore)
  if (added.length > 0) await enqueue(tx, 'billing.report', { organisationId: tx.tenantId })
}
