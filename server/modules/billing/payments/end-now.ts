import type { Database } from '../../../../db/client.ts'
import type { Ctx } from '../../../platform/context.ts'
import { waitForMeter } from '../meter/settled.ts'
import { sendReports } from '../meter/report-usage.ts'
import { type Payments, PaymentsRefused, PaymentsUnavailable } from '../ports.ts'

interface Deps {
  db: Database
  payments: Payments
}

/** An owner waiting for an answer should not wait longer. */
const drainMs = 20_000

/**
 * Sends every queued report to the meter and waits until it has counted them, so that an invoice made next charges all
 * usage so far. Throws `PaymentsUnavailable` while that is not possible, or takes longer than `withinMs`.
 */
export async function drainReports(
  { db, payments }: Deps,
  { tenantId }: Ctx,
  withinMs = drainMs,
): Promise<void> {
  const signal = AbortSignal.timeout(withinMs)
  try {
    await sendReports({ db, payments }, { tenantId, signal }, payments)
    await waitForMeter({ db, payments }, tenantId, signal)
  } catch (error) {
    if (!signal.aborted) throw error
    throw new PaymentsUnavailable('the meter has yet to count what was reported')
  }
}

/** Ends a subscription immediately; returns false if it has already ended. Throws what the port throws. */
export async function endNow(
  payments: Payments,
  end: { subscriptionId: string; isCredited: boolean; isDouble?: boolean },
): Promise<boolean> {
  const key = `${end.isCredited ? 'credit' : 'end'}/${end.subscriptionId}`
  try {
    await payments.endNow(end, key)
    return true
  } catch (error) {
    if (error instanceof PaymentsRefused && error.code === 'gone') return false
    throw error
  }
}
