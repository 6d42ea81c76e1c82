import type { TenantTx } from '../../db/tenant.ts'
import { newId } from '../platform/ids.ts'
import { currentTraceparent } from '../platform/telemetry/span.ts'
import { type JobName, type JobPayload, subjectOf } from './catalog.ts'

/** A job to run once the transaction has committed. */
export type JobRequest = {
  [Name in JobName]: { name: Name; payload: JobPayload<Name> }
}[JobName]

/** What open dashboards are told: ids and codes, never meeting text. */
export type LiveEvent =
  | {
      name: 'meeting.changed'
      meetingId: string
      status: string
      stage: string | null
      reason: string | null
      progress: { step: string; done: number; total: number } | null
      itemCount: number
      decidedCount: number
      /** The meeting's `rev` after the change. */
      rev: number
      deleted?: boolean
      /** Who may receive it besides admins, when the meeting no longer exists to tell. */
      audience?: string[]
    }
  | { name: 'items.changed'; meetingId: string; itemIds: string[] }
  /** A speaker or the text of a segment has changed. */
  | { name: 'transcript.changed'; meetingId: string }
  /** A run beside the displayed result has ended. */
  | { name: 'run.changed'; meetingId: string; runId: string; state: 'done' | 'failed' }
  | {
      name: 'trial.changed'
      trialId: string
      scenarioId: string
      kind: string
      state: string
      progress: { done: number; total: number } | null
      audience: string[]
    }
  | { name: 'session.ended'; sessionId: string }
  | { name: 'tenant.suspended' }
  /** A member's role or access has changed. */
  | { name: 'member.changed'; userId: string }
  /** Too much has changed to list: reload what is displayed. */
  | { name: 'reset' }

/**
 * Enqueues a job in the transaction of the change: it starts soon after the commit; after a rollback, never. With `dueAt`
 * it starts within seconds after that moment.
 */
export const enqueue = <Name extends JobName>(
  tx: TenantTx,
  name: Name,
  payload: JobPayload<Name>,
  { dueAt }: { dueAt?: Date } = {},
): Promise<void> => insertJobs(tx, [{ name, payload } as unknown as JobRequest], dueAt)

/** `enqueue` for several jobs in one statement. */
export const enqueueAll = (tx: TenantTx, jobs: JobRequest[]): Promise<void> => insertJobs(tx, jobs)

/** Notifies the tenant's open dashboards after the commit. Events may arrive twice and are no record of facts. */
export const publish = (tx: TenantTx, { name, ...payload }: LiveEvent): Promise<void> =>
  insertEvents(tx, [{ name, payload }])

/** `publish` for several events in one statement. */
export const publishAll = (tx: TenantTx, events: LiveEvent[]): Promise<void> =>
  insertEvents(
    tx,
    events.map(({ name, ...payload }) => ({ name, payload })),
  )

/** Jobs stay in `pending_jobs` until they are done; those that are due go to Redis by way of the outbox. */
async function insertJobs(tx: TenantTx, jobs: JobRequest[], dueAt?: Date): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map(({ name, payload }) => ({
    id: newId(),
    job: name,
    subject: subjectOf(name, payload),
    payload,
  }))
  await tx.sql`
    with request as (
      select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r(id uuid, job text, subject text, payload jsonb)
    ), sent as (
      insert into outbox (tenant_id, id, kind, name, payload, traceparent)
      select ${tx.tenantId}::uuid, id, 'job', job, payload, ${currentTraceparent()}::text from request
      where ${dueAt === undefined}
    )
    insert into pending_jobs (tenant_id, id, job, subject, payload, due_at)
    select ${tx.tenantId}::uuid, id, job, subject, payload, coalesce(${dueAt ?? null}::timestamptz, now()) from request`
  if (dueAt === undefined) tx.outboxUsed = true
}

async function insertEvents(
  tx: TenantTx,
  events: { name: string; payload: object }[],
): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((event) => ({ id: newId(), ...event }))
  await tx.sql`
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    select ${tx.tenantId}::uuid, r.id, 'event', r.name, r.payload, ${currentTraceparent()}::text
    from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb) as r(id uuid, name text, payload jsonb)`
  tx.outboxUsed = true
}
