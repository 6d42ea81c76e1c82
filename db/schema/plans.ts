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

/** Who collects the money: nobody, a payment provider by card, or the operator by invoice. */
export const payers = ['none', 'card', 'invoice'] as const
export const subscriptionStatuses = ['trialing', 'active', 'past_due', 'cancelled'] as const

/** The plan of an organisation; no row: self-hosted. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    tenantId: uuid('tenant_id')
      .primaryKey()
      .references(() => tenants.id, { onDelete: 'cascade' }),
    planId: text('plan_id').notNull(),
    /** Kept until another plan is chosen: newer versions change nothing for who has this one. */
    planVersion: integer('plan_version').notNull(),
    paidBy: text('paid_by', { enum: payers }).notNull().default('none'),
    status: text('status', { enum: subscriptionStatuses }).notNull().default('active'),
    trialEndsAt: moment('trial_ends_at'),
    paidUntil: moment('paid_until'),
    periodStartsAt: moment('period_starts_at'),
    periodEndsAt: moment('period_ends_at'),
    /** Of the payment provider; null where none is. */
    externalId: text('external_id'),
    /** People that are paid for. */
    seats: integer('seats'),
    /** When it ends, as its owner has asked. */
    cancelsAt: moment('cancels_at'),
    /** From when on transcribed minutes are reported to the provider's meter; null where they are not. */
    meteredFrom: moment('metered_from'),
    /** Who changes it at the provider just now, and until when that holds unless it is renewed. */
    heldBy: uuid('held_by'),
    heldUntil: moment('held_until'),
    /** What an owner lets minutes past the plan's cost in a month, in minor units of the plan's currency; null: no cap. */
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

/** Of the transcribed minutes of a month: what calls under way may take. One that is past its time counts no more. */
export const minuteReservations = pgTable(
  'minute_reservations',
  {
    tenantId: tenantId(),
    meetingId: uuid('meeting_id').notNull(),
    /** Whose minutes they are too. */
    ownerId: uuid('owner_id').notNull(),
    /** Of the attempt that reserved it: no other one renews it or gives it back. */
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

/** Which letters about a limit have gone out: one for each threshold and period. */
export const limitWarnings = pgTable(
  'limit_warnings',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** `2026-11`, in UTC. */
    period: text('period').notNull(),
    /** Per cent of the limit. */
    threshold: integer('threshold').notNull(),
    createdAt: createdAt(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.name, t.period, t.threshold] })],
)
