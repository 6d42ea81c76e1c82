import type postgres from 'postgres'
import { emptyFindings, expectSame, type Findings } from '../report.ts'
import { type Catalogue, type Operation, type Table, tenantTables } from './read-catalogue.ts'

type TenantTable = Table & { tenantColumn: string }

export interface WalkedTenants {
  own: string
  other: string
}

const appRole = 'aam_app'

/**
 * Tries every operation on every tenant table as the server's role: on the tenant's own rows, on another tenant's, and
 * without a tenant. Everything that the role may do must work on its own rows; nothing else may see or change a row.
 * Every case is a transaction that is rolled back. Both tenants need a row in each table.
 */
export async function walkTables(
  admin: postgres.Sql,
  catalogue: Catalogue,
  tenants: WalkedTenants,
): Promise<Findings> {
  const findings = emptyFindings()
  for (const table of tenantTables(catalogue)) {
    const walk = { admin, table, tenants, restriction: restrictionOf(catalogue, table) }
    const counts = await countRows(walk)
    if (counts.own === 0 || counts.other === 0) {
      findings.failures.push(`table ${table.name} holds no rows to try`)
      continue
    }
    for (const [name, actual, expected] of await tryTable(walk, counts)) {
      expectSame(findings, 'table cases', `${table.name} ${name}`, actual, expected)
    }
  }
  return findings
}

interface Walk {
  admin: postgres.Sql
  table: TenantTable
  tenants: WalkedTenants
  /** What restrictive policies add to a delete, as SQL. */
  restriction: string
}

interface RowCounts {
  own: number
  other: number
  /** The tenant's own rows that restrictive policies allow to delete. */
  removable: number
}

type Case = [name: string, actual: string, expected: string]

const restrictionOf = ({ policies }: Catalogue, { name }: Table): string =>
  policies
    .filter(({ table, isRestrictive }) => table === name && isRestrictive)
    .map(({ using }) => using ?? 'true')
    .join(' and ') || 'true'

async function countRows({ admin, table, tenants, restriction }: Walk): Promise<RowCounts> {
  const tenant = admin(table.tenantColumn)
  const [row] = await admin<RowCounts[]>`
    select count(*) filter (where ${tenant} = ${tenants.own})::int as own,
      count(*) filter (where ${tenant} = ${tenants.other})::int as other,
      count(*) filter (where ${tenant} = ${tenants.own} and (${admin.unsafe(restriction)}))::int as removable
    from ${admin(table.name)}`
  return row ?? { own: 0, other: 0, removable: 0 }
}

async function tryTable(walk: Walk, counts: RowCounts): Promise<Case[]> {
  return [
    ...(await trySelect(walk, counts)),
    ...(await tryInsert(walk)),
    ...(await tryUpdate(walk, counts)),
    ...(await tryDelete(walk, counts)),
  ]
}

const denied = 'permission denied'
const refused = 'refused by its policy'

const columnsFor = ({ columns }: Table, operation: Operation): string[] =>
  columns
    .filter(({ allowed, isGenerated }) => allowed.includes(operation) && !isGenerated)
    .map(({ name }) => name)

async function trySelect(walk: Walk, counts: RowCounts): Promise<Case[]> {
  const { table, tenants, admin } = walk
  const isAllowed = columnsFor(table, 'select').includes(table.tenantColumn)
  const ask = (as: string | null, of: string | null) =>
    attempt(walk, as, async (sql) => {
      const filter = of === null ? sql`true` : sql`${admin(table.tenantColumn)} = ${of}`
      const [row] = await sql<{ count: number }[]>`
        select count(${admin(table.tenantColumn)})::int as count from ${admin(table.name)} where ${filter}`
      return row?.count ?? 0
    })
  const expected = (rows: number) => (isAllowed ? `${rows} rows` : denied)
  return [
    ['select own', await ask(tenants.own, tenants.own), expected(counts.own)],
    ['select all', await ask(tenants.own, null), expected(counts.own)],
    ['select other', await ask(tenants.own, tenants.other), expected(0)],
    ['select without a tenant', await ask(null, null), expected(0)],
  ]
}

async function tryInsert(walk: Walk): Promise<Case[]> {
  const { table, tenants } = walk
  const columns = columnsFor(table, 'insert')
  const isAllowed = columns.includes(table.tenantColumn)
  const ask = (as: string | null, of: string) => attemptInsert(walk, columns, as, of)
  return [
    ['insert own', await ask(tenants.own, tenants.own), isAllowed ? '1 rows' : denied],
    ['insert other', await ask(tenants.own, tenants.other), isAllowed ? refused : denied],
    ['insert without a tenant', await ask(null, tenants.own), isAllowed ? refused : denied],
  ]
}

async function tryUpdate(walk: Walk, counts: RowCounts): Promise<Case[]> {
  const { table, tenants, admin } = walk
  const columns = columnsFor(table, 'update')
  const column = columns.find((name) => name !== table.tenantColumn) ?? table.tenantColumn
  const ask = (as: string | null, of: string | null) =>
    attempt(walk, as, async (sql) => {
      const filter = of === null ? sql`true` : sql`${admin(table.tenantColumn)} = ${of}`
      const done = await sql`
        update ${admin(table.name)} set ${admin(column)} = ${admin(column)} where ${filter}`
      return done.count
    })
  const move = await attempt(walk, tenants.own, async (sql) => {
    const done = await sql`
      update ${admin(table.name)} set ${admin(table.tenantColumn)} = ${tenants.other}`
    return done.count
  })
  const expected = (rows: number) => (columns.length > 0 ? `${rows} rows` : denied)
  return [
    ['update own', await ask(tenants.own, tenants.own), expected(counts.own)],
    ['update all', await ask(tenants.own, null), expected(counts.own)],
    ['update other', await ask(tenants.own, tenants.other), expected(0)],
    ['update without a tenant', await ask(null, null), expected(0)],
    [
      'update that gives rows to another tenant',
      move,
      columns.includes(table.tenantColumn) ? refused : denied,
    ],
  ]
}

async function tryDelete(walk: Walk, counts: RowCounts): Promise<Case[]> {
  const { table, tenants, admin } = walk
  const ask = (as: string | null, of: string | null) =>
    attempt(walk, as, async (sql) => {
      const filter = of === null ? sql`true` : sql`${admin(table.tenantColumn)} = ${of}`
      return (await sql`delete from ${admin(table.name)} where ${filter}`).count
    })
  const expected = (rows: number) => (table.mayDelete ? `${rows} rows` : denied)
  return [
    ['delete own', await ask(tenants.own, tenants.own), expected(counts.removable)],
    ['delete all', await ask(tenants.own, null), expected(counts.removable)],
    ['delete other', await ask(tenants.own, tenants.other), expected(0)],
    ['delete without a tenant', await ask(null, null), expected(0)],
  ]
}

/** A copy of an existing row, which satisfies every check and key. */
async function attemptInsert(
  walk: Walk,
  columns: string[],
  as: string | null,
  of: string,
): Promise<string> {
  const { admin, table } = walk
  const [row] = await admin<{ json: object; place: string }[]>`
    select to_jsonb(t) as json, t.ctid::text as place from ${admin(table.name)} t
    where ${admin(table.tenantColumn)} = ${of} limit 1`
  if (!row) return 'no row'
  const names = columns.length > 0 ? columns : table.columns.map(({ name }) => name)
  return attempt(
    walk,
    as,
    async (sql) => {
      const done = await sql`
        insert into ${admin(table.name)} (${admin(names)}) overriding system value
        select ${admin(names)} from jsonb_populate_record(null::${admin(table.name)}, ${sql.json(row.json as never)})`
      return done.count
    },
    (sql) => sql`delete from ${admin(table.name)} where ctid = ${row.place}::tid`,
  )
}

class RolledBack extends Error {
  constructor(readonly rows: number) {
    super('rolled back')
  }
}

/** Runs one statement as the server's role for a tenant, or for none, and rolls it back. */
async function attempt(
  { admin }: Walk,
  tenantId: string | null,
  statement: (sql: postgres.TransactionSql) => Promise<number>,
  prepare: (sql: postgres.TransactionSql) => PromiseLike<unknown> = async () => undefined,
): Promise<string> {
  try {
    await admin.begin(async (sql) => {
      // Foreign keys are not what is tested here.
      await sql`set local session_replication_role = replica`
      await prepare(sql)
      await sql`set local session authorization ${admin(appRole)}`
      await sql`select set_config('app.tenant_id', ${tenantId ?? ''}, true)`
      throw new RolledBack(await statement(sql))
    })
    return 'not rolled back'
  } catch (error) {
    if (error instanceof RolledBack) return `${error.rows} rows`
    const { message } = error as Error
    if (message.includes('row-level security policy')) return refused
    return message.includes('permission denied') ? denied : message
  }
}
