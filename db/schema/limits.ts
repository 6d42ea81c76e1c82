import { bigint, check, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { sql } from 'drizzle-orm'
import { moment, tenantId, updatedAt } from './columns.ts'
import { tenants } from './identity.ts'

/** The operator's limits for an organisation or a person; without a row the plan or the default applies. */
export const quotaLimits = pgTable(
  'quota_limits',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** The organisation's own id, or a person's. */
    holderId: uuid('holder_id').notNull(),
    name: text('name').notNull(),
    /** Null means unlimited. */
    value: bigint('value', { mode: 'number' }),
    reason: text('reason'),
    /** The limit no longer applies after this time. */
    expiresAt: moment('expires_at'),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.holderId, t.name] }),
    check('quota_limits_value', sql`value >= 0`),
  ],
)

/** Use of limits per period. The row lock keeps concurrent use within the limit. */
export const quotaUses = pgTable(
  'quota_uses',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    /** The organisation's own id, or a person's. */
    holderId: uuid('holder_id').notNull(),
    name: text('name').notNull(),
    /** `2026-11-30` or `2026-11`, in UTC. */
    period: text('period').notNull(),
    used: bigint('used', { mode: 'number' }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.holderId, t.name, t.period] })],
)
