import type postgres from 'postgres'
import { currentTraceparent } from '../server/platform/telemetry/span.ts'
import type { Database } from './client.ts'
import type { TenantTx } from './tenant.ts'

export interface PendingJob {
  tenantId: string
  /** Ids of all rows that request the same job. */
  ids: string[]
  job: string
  payload: Record<string, unknown>
}

interface OfferedRow {
  tenant_id: string
  ids: string[]
  job: string
  payload: Record<string, unknown>
}

/**
 * Lists jobs of all tenants that have been due for `quietSeconds` and were not listed since. Tenants alternate, longest
 * waiting first.
 */
export async function offerPendingJobs(
  db: Database,
  quietSeconds: number,
  atMost: number,
): Promise<PendingJob[]> {
  const rows = await db.sql<OfferedRow[]>`
    select tenant_id, ids, job, payload from offer_pending_jobs(${quietSeconds}, ${atMost})`
  return rows.map(({ tenant_id: tenantId, ...row }) => ({ tenantId, ...row }))
}

/** Deletes jobs that are done or abandoned; rows that are already deleted are ignored. */
export async function clearPendingJobs(
  db: Database,
  rows: readonly { tenantId: string; id: string }[],
): Promise<void> {
  const tenantIds = rows.map((row) => row.tenantId)
  const ids = rows.map((row) => row.id)
  await db.sql`select clear_pending_jobs(${tenantIds}::uuid[], ${ids}::uuid[])`
}

export interface JobPart {
  /** A UUIDv7. */
  id: string
  job: string
  /** SQL over the columns of `from`. */
  subject: postgres.Fragment
  payload: postgres.Fragment
  /** A relation with `tenant_id`; the job is enqueued if it has a row. */
  from: postgres.Fragment
}

/**
 * CTEs that enqueue a job, as part of a larger statement; their names start with `name`. The caller sets `outboxUsed`.
 */
export const enqueuePart = (tx: TenantTx, name: string, part: JobPart): postgres.Fragment => {
  const request = tx.sql(`${name}_request`)
  const pending = tx.sql(`${name}_pending`)
  const sent = tx.sql(`${name}_sent`)
  return tx.sql`
  ${request} as (
    select tenant_id, ${part.id}::uuid as id, ${part.subject} as subject, ${part.payload} as payload
    from ${part.from} limit 1
  ), ${pending} as (
    insert into pending_jobs (tenant_id, id, job, subject, payload)
    select tenant_id, id, ${part.job}, subject, payload from ${request}
  ), ${sent} as (
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    select tenant_id, id, 'job', ${part.job}, payload, ${currentTraceparent()}::text from ${request}
  )`
}

/** Whether a job of this subject is scheduled for later. */
export async function hasScheduledJob(
  tx: TenantTx,
  job: string,
  subject: string,
): Promise<boolean> {
  const rows = await tx.sql`
    select 1 from pending_jobs
    where tenant_id = ${tx.tenantId} and job = ${job} and subject = ${subject} and due_at > now() limit 1`
  return rows.length > 0
}
