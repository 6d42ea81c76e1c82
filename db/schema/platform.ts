import { check, index, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants } from './identity.ts'

export const outboxKinds = ['job', 'event'] as const

/** The transactional outbox: effects of committed transactions. Rows are deleted once they are in Redis. */
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

/** Unfinished jobs, which the reconciler enqueues again when Redis has lost them. */
export const pendingJobs = pgTable(
  'pending_jobs',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    job: text('job').notNull(),
    /** What the job works on. */
    subject: text('subject').notNull(),
    payload: jsonb('payload').$type<Record<string, unknown>>().notNull(),
    /** The job must not start before this time. */
    dueAt: moment('due_at').notNull().defaultNow(),
    /** When the reconciler last enqueued it. */
    claimedAt: moment('claimed_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('pending_jobs_subject').on(t.tenantId, t.job, t.subject),
    index('pending_jobs_due').on(t.dueAt),
  ],
)

/** Append-only, written in the transaction of the change; contains ids, never content. */
export const auditLog = pgTable(
  'audit_log',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    actorKind: text('actor_kind').notNull(),
    actorId: uuid('actor_id'),
    /** The API key of the request. */
    keyId: uuid('key_id'),
    /** The client's IP address. */
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

/** Deleted meetings whose files must still be deleted; the row is deleted with the last file. */
export const purges = pgTable(
  'purges',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    meetingId: uuid('meeting_id').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.meetingId] })],
)
