import { sql } from 'drizzle-orm'
import {
  bigint,
  check,
  foreignKey,
  integer,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, moment, oneOf, tenantId, updatedAt } from './columns.ts'
import { tenants } from './identity.ts'
import { meetings } from './meetings.ts'
import { payers, subscriptionStatuses } from '../../plugins/vocabulary.ts'

/** How it is paid: not at all, by card through the payment provider, or by the operator's invoice. */

/** The organisations' plans; without a row, self-hosted. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    tenantId: uuid('tenant_id')
      .primaryKey()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    planId: text('plan_id').notNull(),
    /** Kept until another plan is chosen; newer versions do not affect existing subscribers. */
    planVersion: integer('plan_version').notNull(),
    paidBy: text('paid_by', { enum: payers }).notNull().default('none'),
    status: text('status', { enum: subscriptionStatuses }).notNull().default('active'),
    trialEndsAt: moment('trial_ends_at'),
    paidUntil: moment('paid_until'),
    periodStartsAt: moment('period_starts_at'),
    periodEndsAt: moment('period_ends_at'),
    /** The payment provider's subscription id; null without one. */
    externalId: text('external_id'),
    /** Number of paid seats. */
    seats: integer('seats'),
    /** When it ends after the owner cancelled it. */
    cancelsAt: moment('cancels_at'),
    /** Since when transcribed minutes are reported to the provider's meter; null when they are not. */
    meteredFrom: moment('metered_from'),
    /** Lock of a change in progress at the provider: its holder and when it expires unless renewed. */
    heldBy: uuid('held_by'),
    heldUntil: moment('held_until'),
    /** The owners' monthly cap for minutes beyond the plan's, in minor units of its currency; null means no cap. */
    minutesCapMinor: integer('minutes_cap_minor'),
    updatedAt: updatedAt(),
  },
  () => [
    check('subscriptions_plan_version', sql`plan_version >= 1`),
    check('subscriptions_paid_by', oneOf('paid_by', payers)),
    check('subscriptions_status', oneOf('status', subscriptionStatuses)),
    check('subscriptions_minutes_cap', sql`minutes_cap_minor >= 0`),
  ],
)

/** Minutes reserved for running transcriptions. Expired reservations do not count. */
export const minuteReservations = pgTable(
  'minute_reservations',
  {
    tenantId: tenantId(),
    meetingId: uuid('meeting_id').notNull(),
    /** The person whose minutes they also count towards. */
    ownerId: uuid('owner_id').notNull(),
    /** Fence of the attempt that reserved it; no other attempt can renew or release it. */
    fence: integer('fence').notNull(),
    seconds: bigint('seconds', { mode: 'number' }).notNull(),
    expiresAt: moment('expires_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.meetingId] }),
    foreignKey({
      name: 'minute_reservations_meeting',
      columns: [t.tenantId, t.meetingId],
      foreignColumns: [meetings.tenantId, meetings.id],
    }).onDelete('cascade'),
    check('minute_reservations_seconds', sql`seconds >= 0`),
  ],
)

/** Sent warnings about limits, one per threshold and period. */
export const limitWarnings = pgTable(
  'limit_warnings',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** `2026-11`, in UTC. */
    period: text('period').notNull(),
    /** Percent of the limit. */
    threshold: integer('threshold').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.name, t.period, t.threshold] })],
)
