import {
  check,
  foreignKey,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core'
import { moment, oneOf, rev, tenantId, updatedAt } from './columns.ts'
import { tenants, users } from './identity.ts'

export const providerKinds = ['speech', 'model'] as const

/** Providers configured by an organisation in place of the operator's. */
export const ownProviders = pgTable(
  'own_providers',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: providerKinds }).notNull(),
    /** URL of its server; null for the vendor's default. */
    baseUrl: text('base_url'),
    model: text('model'),
    contextTokens: integer('context_tokens'),
    /** The API key, encrypted with the organisation's data key (base64); null for a server without one. */
    sealed: text('sealed'),
    /** The key's last characters, so that people can tell keys apart. */
    keyEnd: text('key_end'),
    setBy: uuid('set_by'),
    setAt: updatedAt(),
    testedAt: moment('tested_at'),
    /** Result of the last test of the current settings. */
    test: jsonb('test'),
    rev: rev(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.kind] }),
    check('own_providers_kind', oneOf('kind', providerKinds)),
    foreignKey({
      columns: [t.tenantId, t.setBy],
      foreignColumns: [users.tenantId, users.id],
    }),
  ],
)
