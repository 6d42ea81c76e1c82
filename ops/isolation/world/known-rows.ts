import type postgres from 'postgres'
import { type Catalogue, tenantTables } from '../tables/read-catalogue.ts'

export interface KnownRow {
  table: string
  /** The row's own keys first, then its references. */
  keys: string[]
  /** The same, plus its short texts. */
  values: string[]
}

/** Values that could stand in an address: no sentences. */
const nameLike = /^[\w.:-]{1,100}$/

/** A few rows of each of a tenant's tables, with all their values that could stand in an address. */
export async function readKnownRows(
  admin: postgres.Sql,
  catalogue: Catalogue,
  tenantId: string,
  perTable: number,
): Promise<KnownRow[]> {
  const rows: KnownRow[] = []
  for (const { name, tenantColumn, columns, primaryKey } of tenantTables(catalogue)) {
    const found = await admin<{ row: Record<string, unknown> }[]>`
      select to_jsonb(t) as row from ${admin(name)} t
      where ${admin(tenantColumn)} = ${tenantId} order by ${admin(primaryKey)} limit ${perTable}`
    for (const { row } of found) {
      const own = primaryKey.filter((column) => column !== tenantColumn)
      const uuids = columns.filter(({ type }) => type === 'uuid').map((column) => column.name)
      const texts = columns.filter(({ type }) => type === 'text').map((column) => column.name)
      const references = uuids.filter((column) => column !== tenantColumn)
      const pick = (names: string[]) => [
        ...new Set(
          names
            .map((column) => row[column])
            .filter((value) => typeof value === 'string' || typeof value === 'number')
            .map(String)
            .filter((value) => nameLike.test(value)),
        ),
      ]
      const versions = texts.filter((column) => /_id$|^version$/.test(column))
      const keys = pick([...own, ...references, ...versions])
      rows.push({ table: name, keys, values: [...new Set([...keys, ...pick(texts)])] })
    }
  }
  return rows
}

/** Puts rows first whose table this step of a path most likely means. */
export function sortByAffinity(rows: KnownRow[], step: string): KnownRow[] {
  const wanted = step.replaceAll('-', '_')
  const singular = wanted.replace(/s$/, '')
  const rank = ({ table }: KnownRow) =>
    table === wanted ? 0 : table.endsWith(wanted) ? 1 : table.includes(singular) ? 2 : 3
  return rows.toSorted((one, other) => rank(one) - rank(other))
}
