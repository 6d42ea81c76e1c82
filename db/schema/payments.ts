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

/** What an organisation is to the payment provider. */
export const billingCustomers = pgTable(
  'billing_customers',
  {
    tenantId: uuid('tenant_id')
      .primaryKey()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    customerId: text('customer_id').notNull(),
    /** Raised before its standing is fetched. */
    fetchSeq: integer('fetch_seq').notNull().default(0),
    /** Of the fetch that was written last; one that began before it is out of date. */
    appliedSeq: integer('applied_seq').notNull().default(0),
    /** When its ledger was last compared with the meter; null where it never was, or is to be again soon. */
    reconciledAt: moment('reconciled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    unique('billing_customers_customer').on(t.customerId),
    index('billing_customers_reconciled').on(t.reconciledAt.asc().nullsFirst(), t.tenantId),
    check('billing_customers_seq', sql`applied_seq <= fetch_seq`),
  ],
)

/** What the provider has told us, once each; what it is about is fetched, so that order does not matter. */
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
/** `ledger`: an event of the ledger; `difference`: what was found missing between ledger and meter. */
export const meterReportSources = ['ledger', 'difference'] as const

/** What the provider's meter is to be told, in the order of `id`. Written in the transaction of the ledger's row. */
export const meterReports = pgTable(
  'meter_reports',
  {
    tenantId: tenant(),
    /** Of the ledger's event, where it is one. The meter takes an id once. */
    id: id(),
    source: text('source', { enum: meterReportSources }).notNull(),
    at: moment('at').notNull(),
    /** Below nought where the ledger was corrected. */
    seconds: bigint('seconds', { mode: 'number' }).notNull(),
    state: text('state', { enum: meterReportStates }).notNull().default('queued'),
    /** Whose meter it was sent to, which a later customer of the organisation does not inherit. */
    customerId: text('customer_id'),
    /** When it was sent, or begun to be: the meter remembers an id for a day. */
    firstTriedAt: moment('first_tried_at'),
    sentAt: moment('sent_at'),
    /** Why the provider never accepts it. */
    refusal: text('refusal'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('meter_reports_queued')
      .on(t.tenantId, t.id)
      .where(sql`state = 'queued'`),
    // All that summing some days takes is in it.
    index('meter_reports_days').on(t.tenantId, t.at, t.source, t.state, t.customerId, t.seconds),
    check('meter_reports_state', oneOf('state', meterReportStates)),
    check('meter_reports_source', oneOf('source', meterReportSources)),
    check('meter_reports_sent', sql`(state = 'sent') = (sent_at is not null)`),
    check('meter_reports_refusal', sql`(state = 'refused') = (refusal is not null)`),
  ],
)
