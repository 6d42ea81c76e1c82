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

/** What an organisation brought itself, in place of what its operator offers. */
export const ownProviders = pgTable(
  'own_providers',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    kind: text('kind', { enum: providerKinds }).notNull(),
    /** Where its server is; null for the vendor's own. */
    baseUrl: text('base_url'),
    model: text('model'),
    contextTokens: integer('context_tokens'),
    /** The key, encrypted with the organisation's own (base64); null for a server that asks for none. */
    sealed: text('sealed'),
    /** Its last characters, so that people can tell keys apart. */
    keyEnd: text('key_end'),
    setBy: uuid('set_by'),
    setAt: updatedAt(),
    testedAt: moment('tested_at'),
    /** What the last test of it as it stands found. */
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
