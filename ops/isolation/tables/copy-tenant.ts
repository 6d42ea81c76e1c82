import { createHash } from 'node:crypto'
import type postgres from 'postgres'
import { newId } from '../../../server/platform/ids.ts'
import { readCatalogue, tenantTables } from './read-catalogue.ts'

/** All rows of a tenant, as they were at one time. */
export interface Snapshot {
  tenantId: string
  slug: string
  tables: { name: string; columns: string[]; rows: string }[]
}

export interface Copy {
  tenantId: string
  slug: string
  /** The copy's id for an `id` of the original. */
  idOf(id: string): string
  /** The copy's value for a value of the original: ids and replaced texts. */
  textOf(text: string): string
}

export interface CopyOptions {
  slug: string
  /** A text of the original, and its replacement in the copy. */
  replace?: Record<string, string>
  /** Rows keep their ids, so that the same id means one row in each tenant. */
  keepIds?: boolean
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Reads all rows of a tenant, bypassing the API. Tables and columns come from the catalogue. */
export async function takeSnapshot(
  admin: postgres.Sql,
  { tenantId, slug }: { tenantId: string; slug: string },
): Promise<Snapshot> {
  const tables: Snapshot['tables'] = []
  for (const { name, tenantColumn, columns } of tenantTables(await readCatalogue(admin))) {
    const [found] = await admin<{ rows: string | null }[]>`
      select json_agg(t)::text as rows from ${admin(name)} t where ${admin(tenantColumn)} = ${tenantId}`
    if (!found?.rows) continue
    const names = columns.filter(({ isGenerated }) => !isGenerated).map((column) => column.name)
    tables.push({ name, columns: names, rows: found.rows })
  }
  return { tenantId, slug, tables }
}

/** A second tenant with the same content, row by row. */
export async function copyTenant(
  admin: postgres.Sql,
  from: Snapshot,
  { slug, replace = {}, keepIds = false }: CopyOptions,
): Promise<Copy> {
  const tenantId = newId()
  const idOf = (id: string): string =>
    id === from.tenantId ? tenantId : keepIds ? id : renew(id, tenantId)
  const textOf = (text: string): string => {
    let changed = text.replaceAll(uuids, idOf)
    // The slug appears in addresses as well, and values that are unique in the installation must differ.
    for (const [old, next] of Object.entries({ [from.slug]: slug, ...replace })) {
      changed = changed.replaceAll(old, next)
    }
    return changed
  }
  const inserts = from.tables.map(({ name, columns, rows }) => {
    const names = columns.map((column) => `"${column}"`).join(', ')
    const literal = `'${textOf(rows).replaceAll("'", "''")}'`
    return `insert into "${name}" (${names}) select ${names} from json_populate_recordset(null::"${name}", ${literal})`
  })
  await admin.begin(async (sql) => {
    // Rows are inserted table by table, regardless of references.
    await sql.unsafe(['set local session_replication_role = replica', ...inserts].join(';\n'))
  })
  return { tenantId, slug, idOf, textOf }
}

/** Another id with the same timestamp, so that lists keep their order. */
function renew(id: string, tenantId: string): string {
  const hash = createHash('sha256').update(`${tenantId} ${id}`).digest('hex')
  return `${id.slice(0, 19)}${hash.slice(0, 4)}-${hash.slice(4, 16)}`
}
