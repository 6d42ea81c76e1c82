import type { Database } from '../../../../db/client.ts'
import type { Ctx } from '../../../platform/context.ts'
import { sendReports } from '../meter/report-usage.ts'
import { type Payments, PaymentsRefused, PaymentsUnavailable } from '../ports.ts'

interface Deps {
  db: Database
  payments: Payments
}

/** More than this an owner who waits for an answer would not wait. */
const drainMs = 20_000

/**
 * Sends every queued report to the meter, so that an invoice made next charges all usage so far. Throws
 * `PaymentsUnavailable` while that is not possible.
 */
export async function drainReports({ db, payments }: Deps, { tenantId }: Ctx): Promise<void> {
  const signal = AbortSignal.timeout(drainMs)
  try {
    await sendReports({ db, payments }, { tenantId, signal }, payments)
  } catch (error) {
    if (!signal.aborted) throw error
    throw new PaymentsUnavailable('reports to the meter are still queued')
  }
}

/** Ends a subscription at once; false for one that is over already. Throws what the port throws. */
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
