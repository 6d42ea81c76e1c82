import { withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Payments, PaymentsUnavailable } from '../ports.ts'
import type { PaymentDeps } from './deps.ts'
import { paymentsOff, toRefusal } from './refusals.ts'

/** Returns the provider; throws `payments_off` if there is none. */
export function requirePayments({ payments }: Pick<PaymentDeps, 'payments'>): Payments {
  if (!payments) throw paymentsOff()
  return payments
}

/**
 * Calls the provider outside of any transaction and turns its rejections into errors for people. A lost answer may hide
 * a completed change, so a job then fetches the current state.
 */
export async function callProvider<T>(
  { db, log }: Pick<PaymentDeps, 'db' | 'log'>,
  ctx: Ctx,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call()
  } catch (error) {
    if (error instanceof PaymentsUnavailable) {
      await withTenant(db, ctx, (tx) =>
        enqueue(tx, 'billing.sync', { organisationId: ctx.tenantId }),
      ).catch((fault: unknown) => log.warn({ err: fault }, 'No sync with Stripe was queued'))
    }
    throw toRefusal(error)
  }
}

/** Reads from the provider outside of any transaction; a failure changes nothing there. Throws like `callProvider`. */
export async function readFromProvider<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw toRefusal(error)
  }
}
