import type { Database } from './client.ts'

export interface OutboxRow {
  tenantId: string
  /** UUIDv7: rows of one process sort in the order they were written. */
  id: string
  kind: 'job' | 'event'
  name: string
  payload: Record<string, unknown>
  /** W3C trace context of what caused it. */
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

/** Of each tenant that has so many rows, so many are taken at a time at least. */
export const leastTaken = 10

/**
 * Takes about `atMost` committed rows, as many of every tenant, the oldest first, and holds them for `leaseSeconds`: other relays
 * pass over them meanwhile, and find them again afterwards unless `clearOutbox` was called.
 */
export async function takeOutbox(
  db: Database,
  atMost: number,
  leaseSeconds: number,
): Promise<OutboxRow[]> {
  // In a transaction: what a server does after a freeze, when nobody waits for its answer any more, must not hold rows.
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

/** Removes rows that have reached Redis. Rows that are gone already are no error. */
export async function clearOutbox(
  db: Database,
  rows: Pick<OutboxRow, 'tenantId' | 'id'>[],
): Promise<void> {
  if (rows.length === 0) return
  const tenantIds = rows.map((row) => row.tenantId)
  const ids = rows.map((row) => row.id)
  await db.sql`select clear_outbox(${tenantIds}::uuid[], ${ids}::uuid[])`
}
