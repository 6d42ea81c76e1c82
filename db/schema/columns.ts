import { sql } from 'drizzle-orm'
import { integer, timestamp, uuid } from 'drizzle-orm/pg-core'

/** First column of every tenant table and of its primary key, foreign keys, unique constraints and indexes. */
export const tenantId = () => uuid('tenant_id').notNull()
/** Filled by `Bun.randomUUIDv7()`, never by the database. */
export const id = () => uuid('id').notNull()
export const moment = (name: string) => timestamp(name, { withTimezone: true, mode: 'date' })
export const createdAt = () => moment('created_at').notNull().defaultNow()
export const updatedAt = () => moment('updated_at').notNull().defaultNow()
/** Raised by every change; the resource's ETag. */
export const rev = () => integer('rev').notNull().default(1)

/** CHECK that a text column holds one of these words (an enum type's equality is not LEAKPROOF). */
export const oneOf = (column: string, words: readonly string[]) =>
  sql.raw(`${column} in (${words.map((word) => `'${word}'`).join(', ')})`)
