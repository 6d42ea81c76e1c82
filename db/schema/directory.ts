import {
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  unique,
  uuid,
} from 'drizzle-orm/pg-core'
import { createdAt, id, rev, tenantId, updatedAt } from './columns.ts'
import { tenants } from './identity.ts'

export const clients = pgTable(
  'clients',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    name: text('name').notNull(),
    /** Normalized name (lower case, ё→е), so that a name belongs to one client. */
    foldedName: text('folded_name').notNull(),
    note: text('note'),
    rev: rev(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('clients_name').on(t.tenantId, t.foldedName),
    index('clients_page').on(t.tenantId, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
  ],
)

export const people = pgTable(
  'people',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    id: id(),
    name: text('name').notNull(),
    foldedName: text('folded_name').notNull(),
    email: text('email'),
    jobTitle: text('job_title'),
    clientId: uuid('client_id'),
    rev: rev(),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.id] }),
    unique('people_email').on(t.tenantId, t.email),
    index('people_name').on(t.tenantId, t.foldedName),
    index('people_client').on(t.tenantId, t.clientId),
    index('people_page').on(t.tenantId, t.createdAt.desc().nullsFirst(), t.id.desc().nullsFirst()),
    foreignKey({
      columns: [t.tenantId, t.clientId],
      foreignColumns: [clients.tenantId, clients.id],
    }),
  ],
)

/** Results of writes with an `Idempotency-Key`, kept for a day. Never contains a secret. */
export const idempotentWrites = pgTable(
  'idempotent_writes',
  {
    tenantId: tenantId().references(() => tenants.id, { onDelete: 'cascade' }),
    principalId: uuid('principal_id').notNull(),
    key: text('key').notNull(),
    requestHash: text('request_hash').notNull(),
    result: text('result'),
    attempts: integer('attempts').notNull().default(1),
    createdAt: createdAt(),
  },
  (t) => [
    primaryKey({ columns: [t.tenantId, t.principalId, t.key] }),
    index('idempotent_writes_age').on(t.tenantId, t.createdAt),
  ],
)
