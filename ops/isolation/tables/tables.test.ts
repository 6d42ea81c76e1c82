import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../test/installation.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { fillTables } from './fill-tables.ts'
import { readCatalogue, tenantTables } from './read-catalogue.ts'
import { walkTables } from './walk-tables.ts'

let installation: TestInstallation
let own: string
let other: string

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  own = (await installation.createTenant('walk-one')).tenantId
  other = (await installation.createTenant('walk-two')).tenantId
})
afterAll(() => installation.close())

/** Fills every table for two tenants, and tries every operation on both. */
async function prove(): Promise<string[]> {
  const { admin } = installation
  const catalogue = await readCatalogue(admin)
  await fillTables({ sql: admin, catalogue, tenantId: own, marker: 'one' })
  await fillTables({ sql: admin, catalogue, tenantId: other, marker: 'two' })
  const walked = await walkTables(admin, catalogue, { own, other })
  return [...checkCatalogue(catalogue).failures, ...walked.failures]
}

/** The proof's failures while the database has a fault. */
async function proveWith(statements: string[], undo: string[]): Promise<string> {
  for (const statement of statements) await installation.admin.unsafe(statement)
  try {
    return (await prove()).join('\n')
  } finally {
    for (const statement of undo) await installation.admin.unsafe(statement)
  }
}

const tenantRule = `tenant_id = (select nullif(current_setting('app.tenant_id', true), '')::uuid)`
const badTable = (rules: string[], columns = '') => [
  `create table bad_rows (tenant_id uuid not null, id uuid not null, primary key (tenant_id, id)${columns})`,
  'alter table bad_rows owner to aam_owner',
  'grant select, insert, update, delete on bad_rows to aam_app',
  ...rules,
]
const secured = [
  'alter table bad_rows enable row level security',
  'alter table bad_rows force row level security',
]
const policy = `create policy tenant on bad_rows using (${tenantRule}) with check (${tenantRule})`
const undo = ['drop table bad_rows']

test('finds no table, key, policy, view or function that lets a tenant past its rows', async () => {
  expect(await prove()).toEqual([])
  expect(tenantTables(await readCatalogue(installation.admin)).length).toBeGreaterThan(30)
})

test('detects a table without a policy', async () => {
  const said = await proveWith(badTable([]), undo)
  expect(said).toContain('table bad_rows does not enable row-level security')
  expect(said).toContain('table bad_rows has no policy')
  expect(said).toContain('bad_rows select other: 1 rows instead of 0 rows')
  expect(said).toContain('bad_rows delete without a tenant: 2 rows instead of 0 rows')
})

test('detects a policy that does not check what is written', async () => {
  const without = await proveWith(
    badTable([...secured, `create policy tenant on bad_rows using (${tenantRule})`]),
    undo,
  )
  expect(without).toBe('table bad_rows has a policy tenant without WITH CHECK')
  const open = await proveWith(
    badTable([
      ...secured,
      `create policy tenant on bad_rows using (${tenantRule}) with check (true)`,
    ]),
    undo,
  )
  expect(open).toContain('table bad_rows has a policy tenant whose WITH CHECK is not the tenant’s')
  expect(open).toContain('bad_rows insert other: 1 rows instead of refused by its policy')
  expect(open).toContain('bad_rows update that gives rows to another tenant: 1 rows instead of')
})

test('detects a second policy that opens a table', async () => {
  const said = await proveWith(
    badTable([...secured, policy, 'create policy support on bad_rows for select using (true)']),
    undo,
  )
  expect(said).toContain('table bad_rows has a policy support whose USING is not the tenant’s')
  expect(said).toContain('bad_rows select other: 1 rows instead of 0 rows')
})

test('detects a foreign key and a unique index that do not lead with the tenant', async () => {
  const said = await proveWith(
    [
      'create unique index bad_unique on users (id)',
      ...badTable([...secured, policy], ', user_id uuid references users (id)'),
      'create unique index bad_rows_users on bad_rows (user_id)',
    ],
    [...undo, 'drop index bad_unique'],
  )
  expect(said).toContain('foreign key bad_rows.bad_rows_user_id_fkey does not lead with the tenant')
  expect(said).toContain('unique bad_rows.bad_rows_users does not lead with the tenant')
  expect(said).toContain('unique users.bad_unique does not lead with the tenant')
})

test('detects a table that belongs to no tenant', async () => {
  const said = await proveWith(['create table bad_rows (id uuid primary key)'], undo)
  expect(said).toContain('table bad_rows belongs to no tenant')
})

test('detects views that read as their owner, and materialised views', async () => {
  const said = await proveWith(
    [
      'create view bad_view as select * from meetings',
      'create materialized view bad_copy as select * from meetings',
      'create view good_view with (security_invoker = true) as select * from meetings',
    ],
    ['drop view bad_view', 'drop materialized view bad_copy', 'drop view good_view'],
  )
  expect(said.split('\n')).toEqual([
    'view bad_copy keeps rows past row-level security',
    'view bad_view reads as its owner',
  ])
})

test('detects a definer function that is not listed, and one whose search path is open', async () => {
  const said = await proveWith(
    [
      `create function bad_reader() returns bigint language sql security definer
        as $$ select count(*) from public.meetings $$`,
      'alter function find_tenant(text) reset search_path',
    ],
    [
      'drop function bad_reader()',
      'alter function find_tenant(text) set search_path = pg_catalog, public',
    ],
  )
  expect(said.split('\n')).toEqual([
    'function bad_reader sees past one tenant and is not listed',
    'function bad_reader does not fix its search path',
    'function bad_reader may be called by everybody',
    'function find_tenant does not fix its search path',
  ])
})
