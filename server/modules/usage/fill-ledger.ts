import type { Database } from '../../../db/client.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { firstIdOf } from '../../platform/ids.ts'
import { fillModelCalls, fillTranscriptions, type IdRange } from '../../../db/usage-ledger.ts'
import { findPageEnd, readFilledAt, writeFilledAt } from './repo.ts'

/** Process clocks differ, and work that began earlier may have been written later. */
const overlapMs = 60 * 60_000
const rowsAtOnce = 5_000

const sources: [
  'interactions' | 'transcripts',
  (tx: TenantTx, range: IdRange) => Promise<number>,
][] = [
  ['interactions', fillModelCalls],
  ['transcripts', fillTranscriptions],
]

/**
 * Inserts events from versions without a ledger, including those written while this version was being rolled out.
 * Returns how many events were missing.
 */
export async function fillLedger(db: Database, tenantId: string): Promise<number> {
  const startedAt = new Date()
  const filledAt = await withTenant(db, { tenantId }, readFilledAt)
  const since = filledAt ? filledAt.getTime() - overlapMs : 0
  let count = 0
  for (const [table, fill] of sources) {
    for (let after: string | null = firstIdOf(since); after !== null;) {
      const from: string = after
      after = await withTenant(db, { tenantId }, async (tx) => {
        const upTo = await findPageEnd(tx, table, from, rowsAtOnce)
        if (upTo !== null) count += await fill(tx, { after: from, upTo })
        return upTo
      })
    }
  }
  await withTenant(db, { tenantId }, (tx) => writeFilledAt(tx, startedAt))
  return count
}
