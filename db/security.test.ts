import { afterAll, beforeAll, expect, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../ops/test/installation.ts'
import { definerFunctions, uniqueAcrossTenants } from '../ops/isolation/tables/exceptions.ts'
import { readTenant, withTenant } from './tenant.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
})
afterAll(() => installation.close())

const tenantTables = () => installation.admin<
  { name: string; enabled: boolean; forced: boolean; owner: string }[]
>`
  select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
    pg_get_userbyid(c.relowner) as owner
  from pg_class c
  where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
    and (c.relname = 'tenants' or exists (select 1 from pg_attribute a
      where a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped))`

test('every table of the schema belongs to a tenant', async () => {
  const all = await installation.admin<{ name: string }[]>`
    select relname as name from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace`
  const known = new Set((await tenantTables()).map(({ name }) => name))
  expect(all.filter(({ name }) => !known.has(name))).toEqual([])
  expect(known.size).toBeGreaterThan(15)
})

test('every tenant table is owned by aam_owner and forces row-level security', async () => {
  for (const table of await tenantTables()) {
    expect(table).toEqual({ name: table.name, enabled: true, forced: true, owner: 'aam_owner' })
  }
})

test('every tenant table has the tenant policy for reads and writes', async () => {
  const policies = await installation.admin<{ table: string; using: string; check: string }[]>`
    select tablename as table, qual as using, with_check as check from pg_policies
    where schemaname = 'public' and policyname = 'tenant' and roles = '{public}' and cmd = 'ALL'`
  for (const { name } of await tenantTables()) {
    const policy = policies.find(({ table }) => table === name)
    expect(policy?.using).toContain("current_setting('app.tenant_id'::text, true)")
    expect(policy?.check).toEqual(policy?.using)
  }
})

test('only definer roles have policies besides the tenant policy', async () => {
  const others = await installation.admin<{ table: string; roles: string }[]>`
    select tablename as table, array_to_string(roles, ',') as roles from pg_policies
    where schemaname = 'public' and policyname <> 'tenant' order by 1, 2`
  expect(others.map(({ table, roles }) => `${table} ${roles}`)).toEqual([
    'billing_customers aam_relay',
    'billing_events aam_relay',
    'joining_rules aam_lookup',
    'mails aam_relay',
    'meetings aam_relay',
    'meter_reports aam_relay',
    'organisation_settings aam_lookup',
    'outbox aam_relay',
    'pending_jobs aam_relay',
    'subscriptions aam_relay',
    'tenants aam_lookup',
    'tenants aam_relay',
    'tenants public',
    'usage_pending aam_usage',
    'users aam_lookup',
  ])
})

test('primary keys, unique constraints and foreign keys between tenant tables start with the tenant', async () => {
  const constraints = await installation.admin<{ name: string; table: string; first: string }[]>`
    select k.conname as name, c.relname as table, a.attname as first
    from pg_constraint k join pg_class c on c.oid = k.conrelid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
    where c.relnamespace = 'public'::regnamespace and k.contype in ('p', 'u', 'f') and c.relname <> 'tenants'`
  expect(constraints.length).toBeGreaterThan(40)
  const others = constraints.filter(({ first }) => first !== 'tenant_id')
  expect(others.filter(({ name, table }) => !uniqueAcrossTenants[`${table} ${name}`])).toEqual([])
})

test('the server’s role owns nothing, cannot bypass row-level security and cannot truncate', async () => {
  const [role] = await installation.admin`
    select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
      (select count(*)::int from pg_class where relowner = r.oid) as owned
    from pg_roles r where rolname = 'aam_app'`
  expect({ ...role }).toEqual({
    rolsuper: false,
    rolbypassrls: false,
    rolcreaterole: false,
    rolcreatedb: false,
    owned: 0,
  })
  const grants = await installation.admin`
    select table_name, privilege_type from information_schema.role_table_grants
    where grantee = 'aam_app' and privilege_type in ('TRUNCATE', 'REFERENCES', 'TRIGGER')`
  expect([...grants]).toEqual([])
  const rewritable = await installation.admin`
    select table_name from information_schema.role_table_grants
    where grantee = 'aam_app' and privilege_type in ('UPDATE', 'DELETE') and table_name in ('audit_log', 'meeting_events', 'scenario_versions', 'usage_events')`
  expect([...rewritable]).toEqual([])
})

test('the server’s role may change only the state of a published version', async () => {
  const { tenantId } = await installation.createTenant('immutable')
  const { db } = installation.services
  const change = (statement: string) =>
    withTenant(db, { tenantId }, (tx) => tx.sql.unsafe(statement))
  await change(
    `insert into scenario_versions (tenant_id, pack_id, version, hash) values ('${tenantId}', 'p', '1.0.0', 'h')`,
  )
  await change(`update scenario_versions set state = 'deprecated'`)
  for (const statement of [
    `update scenario_versions set hash = 'other'`,
    `update scenario_versions set body_digest = 'other'`,
    `update scenario_versions set version = '2.0.0'`,
    `delete from scenario_versions`,
    `update scenario_bodies set files = '{}'`,
  ]) {
    await expect(change(statement)).rejects.toMatchObject({ code: '42501' })
  }
})

test('exactly the listed definer functions can see several tenants, each with its own role and search path', async () => {
  const functions = await installation.admin<{ name: string; owner: string; path: string }[]>`
    select p.proname as name, pg_get_userbyid(p.proowner) as owner, array_to_string(p.proconfig, ',') as path
    from pg_proc p where p.prosecdef and p.pronamespace = 'public'::regnamespace order by 1`
  expect(functions.map(({ name, owner }) => `${name} ${owner}`)).toEqual(
    Object.entries(definerFunctions)
      .map(([name, { owner }]) => `${name} ${owner}`)
      .toSorted(),
  )
  expect(functions.every(({ path }) => path === 'search_path=pg_catalog, public')).toBe(true)
  const canLogIn = await installation.admin`
    select rolname from pg_roles where rolname in ('aam_owner', 'aam_lookup', 'aam_relay') and rolcanlogin`
  expect([...canLogIn]).toEqual([])
})

test('hides all rows without a tenant, and rejects reads and writes of another tenant’s rows', async () => {
  const [one, two] = [
    await installation.createTenant('rls-one'),
    await installation.createTenant('rls-two'),
  ]
  const { db } = installation.services
  for (const { name } of await tenantTables()) {
    const [row] = await db.sql<
      { count: number }[]
    >`select count(*)::int as count from ${db.sql(name)}`
    expect(`${name} ${row?.count}`).toBe(`${name} 0`)
  }
  const seen = await withTenant(
    db,
    one,
    (tx) => tx.sql<{ tenant_id: string }[]>`select tenant_id from users`,
  )
  expect(seen.map((user) => user.tenant_id)).toEqual([one.tenantId])
  const stray = withTenant(
    db,
    one,
    (tx) => tx.sql`
      insert into clients (tenant_id, id, name, folded_name)
      values (${two.tenantId}, ${Bun.randomUUIDv7()}, 'x', 'x')`,
  )
  expect(stray).rejects.toMatchObject({ code: '42501' })
})

test('a pooled connection keeps no tenant after the transaction', async () => {
  const { tenantId } = await installation.createTenant('rls-pool')
  const { db } = installation.services
  await Promise.all(
    Array.from({ length: 30 }, () => withTenant(db, { tenantId }, (tx) => tx.sql`select 1`)),
  )
  const left = await Promise.all(
    Array.from(
      { length: 30 },
      () => db.sql`select current_setting('app.tenant_id', true) as tenant`,
    ),
  )
  expect(left.every(([row]) => !row?.tenant)).toBe(true)
})

test('a single-statement read sees only its tenant and leaves no tenant behind', async () => {
  const { db } = installation.services
  const one = await installation.createTenant('read-one')
  const other = await installation.createTenant('read-other')
  const everybody = 'select t.id from tenants t order by t.id'
  for (const { tenantId } of [one, other, one]) {
    expect(await readTenant<{ id: string }>(db, { tenantId }, everybody, [])).toEqual([
      { id: tenantId },
    ])
    const asked = await readTenant(db, { tenantId }, 'select id from users where tenant_id = $1', [
      other.tenantId,
    ])
    expect(asked.length > 0).toBe(tenantId === other.tenantId)
  }
  const left = await Promise.all(
    Array.from(
      { length: 30 },
      () => db.sql`select current_setting('app.tenant_id', true) as tenant`,
    ),
  )
  expect(left.every(([row]) => !row?.tenant)).toBe(true)
})
