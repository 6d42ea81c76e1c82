import { check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants } from './identity.ts'

export const outboxKinds = ['job', 'event'] as const

/** What must happen because a transaction committed. Rows leave once they are in Redis. */
export const outbox = pgTable(
  'outbox',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    kind: text('kind', { enum: outboxKinds }).notNull(),
    name: text('name').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    /** W3C trace context of the request that caused it. */
    traceparent: text('traceparent'),
    takenAt: moment('taken_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    check('outbox_kind', oneOf('kind', outboxKinds)),
    index('outbox_order').on(t.id),
  ],
)

/** Jobs that are not done yet: what the reconciler gives back to the queues when Redis has lost them. */
export const pendingJobs = pgTable(
  'pending_jobs',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    job: text('job').notNull(),
    /** What the job works on. */
    subject: text('subject').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    /** The job must not start before. */
    dueAt: moment('due_at').notNull().defaultNow(),
    /** When the reconciler last gave it to its queue. */
    claimedAt: moment('claimed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('pending_jobs_subject').on(t.tenantId, t.job, t.subject),
    index('pending_jobs_due').on(t.dueAt),
  ],
)

/** Append-only: written in the transaction of the change; holds ids, never text of a transcript. */
export const auditLog = pgTable(
  'audit_log',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    actorKind: text('actor_kind').notNull(),
    actorId: uuid('actor_id'),
    /** The API key that the actor came with. */
    keyId: uuid('key_id'),
    /** Where the request came from. */
    address: text('address'),
    action: text('action').notNull(),
    subjectId: uuid('subject_id'),
    requestId: text('request_id'),
    traceId: text('trace_id'),
    data: jsonb('data').$type<Record<string, unknown>>().notNull().default({}),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('audit_log_subject').on(t.tenantId, t.subjectId, t.id),
    index('audit_log_actor').on(t.tenantId, t.actorId, t.id),
    index('audit_log_action').on(t.tenantId, t.action, t.id),
    index('audit_log_newest').on(t.tenantId, t.id.desc().nullsFirst()),
  ],
)

/** Deleted meetings whose files still have to go; a row leaves with the last file. */
export const purges = pgTable(
  'purges',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    meetingId: uuid('meeting_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.meetingId] })],
)
