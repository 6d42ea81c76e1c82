import type { TenantTx } from '../../db/tenant.ts'
import { newId } from '../platform/ids.ts'
import { currentTraceparent } from '../platform/telemetry/span.ts'
import type { JobName, JobPayload } from './catalog.ts'

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

/** Enqueues a job in the transaction of the change: it starts soon after the commit; after a rollback, never. */
export const enqueue = <Name extends JobName>(
  tx: TenantTx,
  name: Name,
  payload: JobPayload<Name>,
): Promise<void> => insertRows(tx, [{ kind: 'job', name, payload }])

/** `enqueue` for several jobs in one statement. */
export const enqueueAll = (tx: TenantTx, jobs: JobRequest[]): Promise<void> =>
  insertRows(
    tx,
    jobs.map((job) => ({ kind: 'job', ...job })),
  )

/** Notifies the tenant's open dashboards after the commit. Events may arrive twice and are no record of facts. */
export const publish = (tx: TenantTx, { name, ...payload }: LiveEvent): Promise<void> =>
  insertRows(tx, [{ kind: 'event', name, payload }])

/** `publish` for several events in one statement. */
export const publishAll = (tx: TenantTx, events: LiveEvent[]): Promise<void> =>
  insertRows(
    tx,
    events.map(({ name, ...payload }) => ({ kind: 'event', name, payload })),
  )

async function insertRows(
  tx: TenantTx,
  rows: { kind: 'job' | 'event'; name: string; payload: object }[],
): Promise<void> {
  if (rows.length === 0) return
  const traceparent = currentTraceparent()
  const values = rows.map((row) => ({ id: newId(), ...row }))
  await tx.sql`
    insert into outbox (tenant_id, id, kind, name, payload, traceparent)
    select ${tx.tenantId}::uuid, r.id, r.kind, r.name, r.payload, ${traceparent}::text
    from jsonb_to_recordset(${JSON.stringify(values)}::text::jsonb)
      as r(id uuid, kind text, name text, payload jsonb)`
  tx.outboxUsed = true
}
