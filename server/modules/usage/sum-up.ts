import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { listMonths, lockSums, sumMonthAnew, sumPending } from './repo.ts'

const rowsAtOnce = 5_000

/** Adds what has come to the ledger to the sums, each row once however many do it at the same time. */
export async function sumUp(db: Database, tenantId: string): Promise<number> {
  let count = 0
  for (;;) {
    const added = await withTenant(db, { tenantId }, async (tx) => {
      await lockSums(tx)
      return sumPending(tx, rowsAtOnce)
    })
    count += added
    if (added < rowsAtOnce) return count
  }
}

/**
 * Makes the sums again from the ledger, of one month (`2026-11`) or of all, each month in one transaction. Returns how many
 * rows of the ledger each came from.
 */
export async function rebuildSums(
  db: Database,
  tenantId: string,
  month: string | null = null,
): Promise<{ month: string; events: number }[]> {
  const months = month ? [month] : await withTenant(db, { tenantId }, listMonths)
  const made = []
  for (const one of months) {
    const events = await withTenant(db, { tenantId }, async (tx) => {
      await lockSums(tx)
      return sumMonthAnew(tx, `${one}-01`)
    })
    made.push({ month: one, events })
  }
  return made
}
