import { setTimeout } from 'node:timers/promises'
import type { Database } from '../../../../db/client.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { Payments } from '../ports.ts'
import { missingSeconds } from './compare.ts'
import { type DayOfReports, findCustomer, listDays } from './repo.ts'
import { recentMonths } from './span.ts'

const pollMs = 500

/**
 * Resolves once the provider's meter has counted the reports of the last hour: it accepts reports immediately and
 * counts them later, and an invoice contains only counted usage. Older reports are not waited for; reconciliation finds
 * their differences. Rejects when the provider cannot be reached or `signal` is aborted.
 */
export async function waitForMeter(
  { db, payments }: { db: Database; payments: Payments },
  tenantId: string,
  signal: AbortSignal,
): Promise<void> {
  const span = recentMonths()
  for (;;) {
    const { customerId, days } = await withTenant(db, { tenantId }, async (tx) => {
      const customer = await findCustomer(tx)
      return { customerId: customer, days: customer ? await listDays(tx, customer, span) : [] }
    })
    const fresh = days.filter(({ isSettling }) => isSettling)
    if (customerId === null || fresh.length === 0) return
    const held = await payments.sumMeter(customerId, span.from, span.to)
    if (fresh.every((one) => isCounted(one, held.get(one.day) ?? 0))) return
    await setTimeout(pollMs, undefined, { signal })
  }
}

/** The meter may hold all or none of the uncertain reports. */
function isCounted(one: DayOfReports, held: number): boolean {
  const lack = missingSeconds(one, held)
  return lack === 0 || (one.unsure !== 0 && lack === -one.unsure)
}
