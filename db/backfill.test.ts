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

/** Creates a new database with the migrations before the given one, as in an installation of that time. */
async function recreateDatabase(tag: string): Promise<void> {
  await admin.end()
  const { adminDatabaseUrl } = await sharedServices()
  const server = connect(adminDatabaseUrl)
  await server.unsafe(`drop database if exists ${database} with (force)`)
  await server.unsafe(`create database ${database}`)
  await server.end()
  admin = connect(addresses.admin)
  await migrateBefore(tag)
}

/** Applies the migrations before the given one. */
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

test('assigns old reports to the customer of that time', async () => {
  await recreateDatabase('0034_meter_customers')
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

test('lists unfinished work of earlier versions as pending jobs', async () => {
  await recreateDatabase('0039_pending_jobs')
  const ids = Array.from({ length: 9 }, () => crypto.randomUUID())
  const [owner = '', meeting = '', reviewed = '', gone = '', transcript = '', run = ''] = ids
  const [upload = '', trial = '', mail = ''] = ids.slice(6)
  const tenant = crypto.randomUUID()
  await admin`insert into tenants (id, slug, name) values (${tenant}, 'before', 'Before')`
  await admin`
    insert into users (tenant_id, id, email, name, role)
    values (${tenant}, ${owner}, 'owner@example.org', 'Owner', 'owner')`
  await admin`
    insert into scenario_versions (tenant_id, pack_id, version, hash) values (${tenant}, 'it-daily', '1.0.0', 'none')`
  await admin`
    insert into meetings (tenant_id, id, title, status, stage, scenario_id, scenario_version, language, owner_id)
    values (${tenant}, ${meeting}, 'Waits', 'queued', 'transcribe', 'it-daily', '1.0.0', 'en', ${owner}),
      (${tenant}, ${reviewed}, 'Done', 'in_review', null, 'it-daily', '1.0.0', 'en', ${owner})`
  await admin`
    insert into transcripts (tenant_id, id, meeting_id, source, object_key, segment_count, word_count)
    values (${tenant}, ${transcript}, ${reviewed}, 'plain', 'none', 0, 0)`
  await admin`
    insert into runs (tenant_id, id, meeting_id, transcript_id, pack_id, pack_version, pack_hash, provider, state)
    values (${tenant}, ${run}, ${reviewed}, ${transcript}, 'it-daily', '1.0.0', 'none', 'none', 'running')`
  await admin`insert into purges (tenant_id, meeting_id) values (${tenant}, ${gone})`
  await admin`
    insert into uploads (tenant_id, id, meeting_id, file_name, content_type, size_bytes, part_size_bytes, object_key,
      storage_upload_id, created_by)
    values (${tenant}, ${upload}, ${meeting}, 'a.mp3', 'audio/mpeg', 1, 1, 'none', 'none', ${owner})`
  await admin`
    insert into scenario_trials (tenant_id, id, scenario_id, kind, input, state, created_by)
    values (${tenant}, ${trial}, 'own', 'dry-run', '{"meetingIds": []}', 'done', ${owner})`
  await admin`
    insert into mails (tenant_id, id, kind, recipient, locale, state) values (${tenant}, ${mail}, 'invitation', 'a@b.c', 'en', 'queued')`
  await admin`insert into retention_rules (tenant_id, media_hours, due_at) values (${tenant}, 24, now() + interval '1 hour')`
  expect(await migrate(addresses.admin, addresses.app)).toBeGreaterThan(0)
  const pending = await admin<{ job: string; subject: string; payload: object; later: boolean }[]>`
    select job, subject, payload, due_at > now() as later from pending_jobs order by job, due_at`
  expect(pending.map((row) => ({ ...row }))).toEqual([
    { job: 'mail.send', subject: mail, payload: { mailId: mail }, later: false },
    {
      job: 'meeting.analyse',
      subject: `${reviewed}.${run}`,
      payload: { meetingId: reviewed, runId: run },
      later: false,
    },
    { job: 'meeting.purge', subject: gone, payload: { meetingId: gone }, later: false },
    { job: 'meeting.transcribe', subject: meeting, payload: { meetingId: meeting }, later: false },
    {
      job: 'retention.carry-out',
      subject: tenant,
      payload: { organisationId: tenant },
      later: true,
    },
    { job: 'scenario.try', subject: trial, payload: { trialId: trial }, later: true },
    { job: 'upload.sweep', subject: meeting, payload: { meetingId: meeting }, later: true },
  ])
  const unforced = await admin<{ name: string }[]>`
    select relname as name from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and not relforcerowsecurity`
  expect(unforced).toHaveLength(0)
})
