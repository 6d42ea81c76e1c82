import {
  check,
  foreignKey,
  index,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { createdAt, id, moment, oneOf, tenantId } from './columns.ts'
import { locales, roles, tenantStatuses, userKinds } from '../../plugins/vocabulary.ts'

/** The tenants; `id` is the `tenant_id` of all other tables. */
export const tenants = pgTable(
  'tenants',
  {
    id: uuid('id').primaryKey(),
    slug: text('slug').notNull().unique(),
    name: text('name').notNull(),
    /** `unproved`: the owner's e-mail address is not confirmed since the sign-up. */
    status: text('status', { enum: tenantStatuses }).notNull().default('active'),
    /** Set while its owner has closed it: it is suspended, and erased after 30 days. */
    closedAt: moment('closed_at'),
    /** Set while the operator has suspended it, even if its owner has closed it, too. */
    suspendedAt: moment('suspended_at'),
    timeZone: text('time_zone').notNull().default('UTC'),
    /** Since when a second factor is required; null when it is not. */
    secondFactorFrom: moment('second_factor_from'),
    locale: text('locale', { enum: locales }).notNull().default('en'),
    createdAt: createdAt(),
  },
  () => [
    check('tenants_status', oneOf('status', tenantStatuses)),
    check('tenants_locale', oneOf('locale', locales)),
  ],
)

export const users = pgTable(
  'users',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    /** A person signs in; a service account acts only by API keys and has no e-mail address. */
    kind: text('kind', { enum: userKinds }).notNull().default('person'),
    email: text('email'),
    /** When the person followed a link sent to the address. */
    emailProvedAt: moment('email_proved_at'),
    name: text('name').notNull(),
    passwordHash: text('password_hash'),
    role: text('role', { enum: roles }).notNull(),
    locale: text('locale', { enum: locales }).notNull().default('en'),
    timeZone: text('time_zone'),
    lastSeenAt: moment('last_seen_at'),
    disabledAt: moment('disabled_at'),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('users_email').on(t.tenantId, t.email),
    check('users_role', oneOf('role', roles)),
    check('users_locale', oneOf('locale', locales)),
    check('users_kind', oneOf('kind', userKinds)),
    check('users_email_of_person', sql`(kind = 'person') = (email is not null)`),
  ],
)

export const sessions = pgTable(
  'sessions',
  {
    tenantId: tenantId(),
    id: id(),
    userId: uuid('user_id').notNull(),
    refreshHash: text('refresh_hash').notNull(),
    previousRefreshHash: text('previous_refresh_hash'),
    rotatedAt: moment('rotated_at'),
    expiresAt: moment('expires_at').notNull(),
    endedAt: moment('ended_at'),
    userAgent: text('user_agent'),
    address: text('address'),
    lastUsedAt: moment('last_used_at').notNull().defaultNow(),
    /** When the person last authenticated, by sign-in or step-up. */
    provedAt: moment('proved_at').notNull().defaultNow(),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    index('sessions_user').on(t.tenantId, t.userId),
    foreignKey({
      columns: [t.tenantId, t.userId],
      foreignColumns: [users.tenantId, users.id],
    }).onDelete('cascade'),
  ],
)
