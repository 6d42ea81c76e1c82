import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate as applyMigrations } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { sharedServices } from '../ops/test/installation.ts'
import { migrate } from './migrate.ts'
import { ensureRoles } from './roles.ts'

setDefaultTimeout(60_000)

const database = 'aam_backfill'
const folder = mkdtempSync(join(tmpdir(), 'aam-backfill-'))
let admin: postgres.Sql
let addresses: { admin: string; app: string }

const inDatabase = (url: string): string =>
  Object.assign(new URL(url), { pathname: `/${database}` }).href
const connect = (url: string): postgres.Sql => postgres(url, { max: 1, onnotice: () => undefined })

beforeAll(async () => {
  const services = await sharedServices()
  const server = connect(services.adminDatabaseUrl)
  await server.unsafe(`create database ${database}`)
  await server.end()
  addresses = {
    admin: inDatabase(services.adminDatabaseUrl),
    app: inDatabase(services.databaseUrl),
  }
  admin = connect(addresses.admin)
})
afterAll(async () => {
  await admin.end()
  const { adminDatabaseUrl } = await sharedServices()
  const server = connect(adminDatabaseUrl)
  await server.unsafe(`drop database ${database} with (force)`)
  await server.end()
  rmSync(folder, { recursive: true, force: true })
})

/** Applies the migrations before one of them, as an installation of that time has them. */
async function migrateBefore(tag: string): Promise<void> {
  cpSync(join(import.meta.dir, 'migrations'), folder, { recursive: true })
  const path = join(folder, 'meta/_journal.json')
  const journal = JSON.parse(readFileSync(path, 'utf8')) as { entries: { tag: string }[] }
  const at = journal.entries.findIndex((one) => one.tag === tag)
  writeFileSync(path, JSON.stringify({ ...journal, entries: journal.entries.slice(0, at) }))
  const owner = connect(addresses.admin)
  await ensureRoles(owner, null)
  await owner`set role aam_owner`
  await applyMigrations(drizzle(owner), {
    migrationsFolder: folder,
    migrationsSchema: 'aam_migrations',
    migrationsTable: 'applied',
  })
  await owner.end()
}

test('reports from before their customer was noted are those of the customer of then', async () => {
  await migrateBefore('0034_meter_customers')
  const [paying, left] = [crypto.randomUUID(), crypto.randomUUID()]
  await admin`
    insert into tenants (id, slug, name) values (${paying}, 'paying', 'Paying'), (${left}, 'left', 'Left')`
  await admin`insert into billing_customers (tenant_id, customer_id) values (${paying}, 'cus_then')`
  await admin`
    insert into meter_reports (tenant_id, id, source, at, seconds, state, sent_at, refusal, first_tried_at)
    values
      (${paying}, gen_random_uuid(), 'ledger', now(), 1, 'queued', null, null, null),
      (${paying}, gen_random_uuid(), 'ledger', now(), 2, 'queued', null, null, now()),
      (${paying}, gen_random_uuid(), 'ledger', now(), 3, 'sent', now(), null, now()),
      (${paying}, gen_random_uuid(), 'ledger', now(), 4, 'sent', now(), null, null),
      (${paying}, gen_random_uuid(), 'ledger', now(), 5, 'refused', null, 'too_old', now()),
      (${paying}, gen_random_uuid(), 'difference', now(), 6, 'refused', null, 'other', null),
      (${left}, gen_random_uuid(), 'ledger', now(), 7, 'sent', now(), null, now())`
  expect(await migrate(addresses.admin, addresses.app)).toBeGreaterThan(0)
  const rows = await admin<{ seconds: number; customer_id: string | null }[]>`
    select seconds::int as seconds, customer_id from meter_reports order by seconds`
  expect(rows.map(({ seconds, customer_id: id }) => `${seconds} ${id}`)).toEqual([
    '1 null',
    '2 cus_then',
    '3 cus_then',
    '4 cus_then',
    '5 cus_then',
    '6 null',
    '7 null',
  ])
  const forced = await admin<{ name: string }[]>`
    select relname as name from pg_class
    where relname in ('billing_customers', 'meter_reports') and relforcerowsecurity order by 1`
  expect(forced.map(({ name }) => name)).toEqual(['billing_customers', 'meter_reports'])
})
