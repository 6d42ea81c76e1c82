import { withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import type { Ctx } from '../../../platform/context.ts'
import { type Payments, PaymentsUnavailable } from '../ports.ts'
import type { PaymentDeps } from './deps.ts'
import { paymentsOff, toRefusal } from './refusals.ts'

/** The provider; throws `payments_off` where there is none. */
export function requirePayments({ payments }: Pick<PaymentDeps, 'payments'>): Payments {
  if (!payments) throw paymentsOff()
  return payments
}

/**
 * Has the provider do something, outside of any transaction, and throws what its refusals are to people. An answer that
 * never came may hide that it was done: how things stand is then fetched by a job.
 */
export async function askProvider<T>(
  { db, log }: Pick<PaymentDeps, 'db' | 'log'>,
  ctx: Ctx,
  question: () => Promise<T>,
): Promise<T> {
  try {
    return await question()
  } catch (error) {
    if (error instanceof PaymentsUnavailable) {
      await withTenant(db, ctx, (tx) =>
        enqueue(tx, 'billing.sync', { organisationId: ctx.tenantId }),
      ).catch((fault: unknown) => log.warn({ err: fault }, 'no sync with Stripe was asked for'))
    }
    throw toRefusal(error)
  }
}

/** Reads something at the provider, outside of any transaction: a failure changes nothing there. Throws as `askProvider` does. */
export async function readFromProvider<T>(question: () => Promise<T>): Promise<T> {
  try {
    return await question()
  } catch (error) {
    throw toRefusal(error)
  }
}
