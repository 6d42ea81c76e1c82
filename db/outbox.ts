import type { Database } from './client.ts'

export interface OutboxRow {
  tenantId: string
  /** UUIDv7: the rows of one process sort in the order in which they were written. */
  id: string
  kind: 'job' | 'event'
  name: string
  payload: Record<string, unknown>
  /** W3C trace context of the cause. */
  traceparent: string | null
}

interface TakenRow {
  tenant_id: string
  id: string
  kind: 'job' | 'event'
  name: string
  payload: Record<string, unknown>
  traceparent: string | null
}

/** Rows that are taken at least from each tenant, if it has that many. */
export const minPerTenant = 10

/**
 * Leases about `atMost` committed rows, equally many from each tenant, oldest first. Other relays skip them for
 * `leaseSeconds`, and get them afterwards unless `clearOutbox` was called.
 */
export async function takeOutbox(
  db: Database,
  atMost: number,
  leaseSeconds: number,
): Promise<OutboxRow[]> {
  // In a transaction: a lease that a frozen server grants late, when nobody waits any more, is rolled back.
  const rows = await db.sql.begin(async (sql) => {
    const limit = `${leaseSeconds}s`
    const [, taken] = await Promise.all([
      sql`select set_config('idle_in_transaction_session_timeout', ${limit}, true)`,
      sql<TakenRow[]>`
        select tenant_id, id, kind, name, payload, traceparent
        from take_outbox(${atMost}, ${leaseSeconds}) order by id`,
    ])
    return taken
  })
  return rows.map(({ tenant_id: tenantId, ...row }) => ({ tenantId, ...row }))
}

/** Deletes rows that have reached Redis; rows that are already deleted are ignored. */
export async function clearOutbox(
  db: Database,
  rows: Pick<OutboxRow, 'tenantId' | 'id'>[],
): Promise<void> {
  if (rows.length === 0) return
  const tenantIds = rows.map((row) => row.tenantId)
  const ids = rows.map((row) => row.id)
  await db.sql`select clear_outbox(${tenantIds}::uuid[], ${ids}::uuid[])`
}
