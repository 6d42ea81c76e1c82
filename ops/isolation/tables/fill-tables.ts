import type postgres from 'postgres'
import { newId } from '../../../server/platform/ids.ts'
import {
  type Catalogue,
  type Column,
  type ForeignKey,
  type Table,
  tenantTables,
} from './read-catalogue.ts'

type Value = string | number | boolean | null | object

export interface Filling {
  sql: postgres.Sql
  catalogue: Catalogue
  tenantId: string
  /** Part of every text, so that it can be recognised. */
  marker: string
}

/**
 * Gives the tenant at least one row in every table, derived from columns, keys and checks alone, so that a new table
 * needs no mention here. Throws for a table whose checks it cannot satisfy.
 */
export async function fillTables(filling: Filling): Promise<void> {
  for (const table of tenantTables(filling.catalogue)) await fillTable(filling, table)
}

async function fillTable(filling: Filling, table: Table): Promise<void> {
  if (await hasRow(filling, table)) return
  const required = table.columns.filter(({ isNullable }) => !isNullable)
  const keys = filling.catalogue.foreignKeys.filter((key) => key.table === table.name)
  for (const { target, columns } of keys) {
    // Tables that refer to each other do so through nullable columns.
    const isRequired = columns.every((name) => required.some((column) => column.name === name))
    const other = filling.catalogue.tables.find(({ name }) => name === target)
    if (isRequired && other?.tenantColumn) await fillTable(filling, other)
  }
  const allowed = await readAllowed(filling.sql, table.name)
  const faults: string[] = []
  // Some checks require a column to be empty, others to be filled.
  for (const columns of [table.columns, required]) {
    const row = await makeRow(filling, { ...table, columns }, keys, allowed)
    const fault = await insert(filling.sql, table.name, row)
    if (fault === null) return
    faults.push(fault)
  }
  throw new Error(`No row could be made for ${table.name}: ${faults.join('; ')}`)
}

async function hasRow({ sql, tenantId }: Filling, table: Table): Promise<boolean> {
  const rows = await sql`
    select 1 from ${sql(table.name)} where ${sql(table.tenantColumn ?? '')} = ${tenantId} limit 1`
  return rows.length > 0
}

async function makeRow(
  filling: Filling,
  { columns, tenantColumn }: Table,
  keys: ForeignKey[],
  allowed: Record<string, string>,
): Promise<Record<string, Value>> {
  const row: Record<string, Value> = {}
  for (const column of columns) {
    if (column.isGenerated) continue
    row[column.name] =
      column.name === tenantColumn
        ? filling.tenantId
        : (allowed[column.name] ?? valueOf(column, filling.marker))
  }
  for (const key of keys) {
    if (!key.columns.slice(1).some((name) => name in row)) continue
    const empty = columns.filter(({ name, isNullable }) => isNullable && key.columns.includes(name))
    const found = await findTarget(filling, key)
    // A key that contains the row's own id can be satisfied only once the row exists.
    if (!found || (empty.length > 0 && key.columns.includes('id'))) {
      for (const { name } of empty) row[name] = null
      continue
    }
    key.columns.slice(1).forEach((name, at) => {
      row[name] = found[key.targetColumns[at + 1] ?? ''] ?? null
    })
  }
  return row
}

async function findTarget(
  { sql, tenantId }: Filling,
  { target, targetColumns: [tenantColumn = '', ...rest] }: ForeignKey,
): Promise<Record<string, Value> | undefined> {
  if (rest.length === 0) return undefined
  const [row] = await sql<Record<string, Value>[]>`
    select ${sql(rest)} from ${sql(target)} where ${sql(tenantColumn)} = ${tenantId} limit 1`
  return row
}

function valueOf({ name, type }: Column, marker: string): Value {
  if (type === 'uuid') return newId()
  if (type.endsWith('[]')) return []
  if (type === 'boolean') return false
  if (type === 'jsonb' || type === 'json') return {}
  if (/^(smallint|integer|bigint|numeric|real|double)/.test(type)) return 1
  if (type.startsWith('timestamp')) return '2026-01-01T00:00:00Z'
  if (type === 'date') return '2026-01-01'
  if (type === 'interval') return '1 day'
  if (type === 'inet' || type === 'cidr') return '192.0.2.1'
  if (type === 'bytea') return '\\x00'
  return `${marker} ${name}`
}

/** The first value of each column whose check lists the possible ones. */
async function readAllowed(sql: postgres.Sql, table: string): Promise<Record<string, string>> {
  const checks = await sql<{ text: string }[]>`
    select pg_get_constraintdef(k.oid) as text from pg_constraint k
    where k.contype = 'c' and k.conrelid = ${table}::regclass`
  const allowed: Record<string, string> = {}
  // A list contains all possible values; a single value may only say when another column is filled.
  for (const pattern of [
    /\(?\(?"?(\w+)"?\)?(?:::text)? = ANY \(+ARRAY\['([^']*)'/,
    /\("?(\w+)"? = '([^']*)'/,
  ])
    for (const { text } of checks) {
      const [, column, value] = pattern.exec(text) ?? []
      if (column && value !== undefined) allowed[column] ??= value
    }
  return allowed
}

async function insert(
  sql: postgres.Sql,
  table: string,
  row: Record<string, Value>,
): Promise<string | null> {
  const names = Object.keys(row)
  try {
    await sql`
      insert into ${sql(table)} (${sql(names)})
      select ${sql(names)} from jsonb_populate_record(null::${sql(table)}, ${sql.json(row as never)})`
    return null
  } catch (error) {
    return (error as Error).message
  }
}
