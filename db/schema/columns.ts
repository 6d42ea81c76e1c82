import { sql } from 'drizzle-orm'
import { integer, timestamp, uuid } from 'drizzle-orm/pg-core'

/** The first column of every tenant table and of its primary key, foreign keys, unique constraints and indexes. */
export const tenantId = () => uuid('tenant_id').notNull()
/** Set to `Bun.randomUUIDv7()`, never by the database. */
export const id = () => uuid('id').notNull()
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => moment('created_at').notNull().defaultNow()
export const updatedAt = () => moment('updated_at').notNull().defaultNow()
/** Incremented by every change; the resource's ETag. */
export const rev = () => integer('rev').notNull().default(1)

/** CHECK that a text column has one of these values (equality of an enum type is not LEAKPROOF). */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(', ')})`)
