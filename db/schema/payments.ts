import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { tenants } from './identity.ts'

const tenant = () => tenantId().references(() => tenants.id, { onDelete: 'cascade' })

/** Customers of the payment provider. */
export const billingCustomers = pgTable(
  'billing_customers',
  {
    tenantId: uuid('tenant_id')
      .primaryKey()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    customerId: text('customer_id').notNull(),
    /** Incremented before its state is fetched from the provider. */
    fetchSeq: integer('fetch_seq').notNull().default(0),
    /** Number of the fetch that was written last; results of earlier fetches are stale. */
    appliedSeq: integer('applied_seq').notNull().default(0),
    /** When its ledger was last reconciled with the meter; null if never, or if due again. */
    reconciledAt: moment('reconciled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('billing_customers_customer').on(t.customerId),
    index('billing_customers_reconciled').on(t.reconciledAt.asc().nullsFirst(), t.tenantId),
    check('billing_customers_seq', sql`applied_seq <= fetch_seq`),
  ],
)

/**
 * Received provider events, deduplicated. Their subject is fetched from the provider, so their order does not matter.
 */
export const billingEvents = pgTable(
  'billing_events',
  {
    tenantId: tenant(),
    eventId: text('event_id').notNull(),
    type: text('type').notNull(),
    happenedAt: moment('happened_at').notNull(),
    receivedAt: moment('received_at').notNull().defaultNow(),
    doneAt: moment('done_at'),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.eventId] }),
    index('billing_events_open')
      .on(t.tenantId, t.receivedAt)
      .where(sql`done_at is null`),
  ],
)

export const meterReportStates = ['queued', 'sent', 'refused'] as const
/** `ledger`: a ledger event; `difference`: a correction of a difference between ledger and meter. */
export const meterReportSources = ['ledger', 'difference'] as const

/** Reports to the provider's meter, sent in the order of `id`. Written in the transaction of the ledger row. */
export const meterReports = pgTable(
  'meter_reports',
  {
    tenantId: tenant(),
    /** Id of the ledger event, if there is one. The meter accepts an id once. */
    id: id(),
    source: text('source', { enum: meterReportSources }).notNull(),
    at: moment('at').notNull(),
    /** Negative for a correction that reduces the use. */
    seconds: bigint('seconds', { mode: 'number' }).notNull(),
    state: text('state', { enum: meterReportStates }).notNull().default('queued'),
    /** The customer whose meter it was sent to; a later customer of the organisation does not inherit it. */
    customerId: text('customer_id'),
    /** When sending was first tried: the meter deduplicates by id for a day. */
    firstTriedAt: moment('first_tried_at'),
    sentAt: moment('sent_at'),
    /** Why the provider will never accept it. */
    refusal: text('refusal'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('meter_reports_queued')
      .on(t.tenantId, t.id)
      .where(sql`state = 'queued'`),
    // Covers the sum of reports over some days.
    index('meter_reports_days').on(t.tenantId, t.at, t.source, t.state, t.customerId, t.seconds),
    check('meter_reports_state', oneOf('state', meterReportStates)),
    check('meter_reports_source', oneOf('source', meterReportSources)),
    check('meter_reports_sent', sql`(state = 'sent') = (sent_at is not null)`),
    check('meter_reports_refusal', sql`(state = 'refused') = (refusal is not null)`),
  ],
)
