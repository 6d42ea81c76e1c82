import type { Database } from '../../../db/client.ts'
import { withTenant } from '../../../db/tenant.ts'
import { listMonths, lockSums, rebuildMonthSums, sumPending } from './repo.ts'

const rowsAtOnce = 5_000

/** Adds new ledger rows to the sums, each row once even with concurrent runs. */
export async function updateSums(db: Database, tenantId: string): Promise<number> {
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
 * Rebuilds the sums from the ledger, of one month (`2026-11`) or all, one transaction per month. Returns the number of
 * ledger rows in each.
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
      return rebuildMonthSums(tx, `${one}-01`)
    })
    made.push({ month: one, events })
  }
  return made
}
