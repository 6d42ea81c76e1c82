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

export interface UnclaimedStage {
  tenantId: string
  meetingId: string
  stage: string
  /** A run that a person asked for; null for the meeting's own way through its stages. */
  runId: string | null
}

/** Meetings of every tenant whose stage nobody has claimed or moved for `quietSeconds`, tenants in turn, the longest waiting of each first; and runs, files, trials and mails that nobody finished. */
export async function listUnclaimedStages(
  db: Database,
  quietSeconds: number,
  atMost: number,
): Promise<UnclaimedStage[]> {
  const rows = await db.sql<StageRow[]>`
    select tenant_id, meeting_id, stage, run_id from list_unclaimed_stages(${quietSeconds}, ${atMost})`
  return rows.map(toUnclaimedStage)
}

/** Meetings of every tenant that wait for one of these reasons, tenants in turn, the longest waiting of each first. */
export async function listWaiting(
  db: Database,
  reasons: readonly string[],
  atMost: number,
): Promise<UnclaimedStage[]> {
  const rows = await db.sql<StageRow[]>`
    select tenant_id, meeting_id, stage, run_id from list_waiting(${[...reasons]}::text[], ${atMost})`
  return rows.map(toUnclaimedStage)
}

interface StageRow {
  tenant_id: string
  meeting_id: string
  stage: string
  run_id: string | null
}

const toUnclaimedStage = (row: StageRow): UnclaimedStage => ({
  tenantId: row.tenant_id,
  meetingId: row.meeting_id,
  stage: row.stage,
  runId: row.run_id,
})
