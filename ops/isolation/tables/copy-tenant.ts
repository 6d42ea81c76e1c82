import { createHash } from 'node:crypto'
import type postgres from 'postgres'
import { newId } from '../../../server/platform/ids.ts'
import { readCatalogue, tenantTables } from './read-catalogue.ts'

/** All rows of a tenant, as they were when it was taken. */
export interface Snapshot {
  tenantId: string
  slug: string
  tables: { name: string; columns: string[]; rows: string }[]
}

export interface Copy {
  tenantId: string
  slug: string
  /** The copy's id of what has `id` in the original. */
  idOf(id: string): string
  /** What stands in the copy where this stands in the original: ids and replaced texts. */
  textOf(text: string): string
}

export interface CopyOptions {
  slug: string
  /** Text that is found in the original, and what stands in its place in the copy. */
  replace?: Record<string, string>
  /** Rows keep their ids: the same id then means one row in each tenant. */
  keepIds?: boolean
}

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Reads all of a tenant, past the API. Tables and columns come from the catalogue. */
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
    // The slug stands in addresses as well: what is unique in the installation differs.
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
    // Rows come table by table, whatever refers to what.
    await sql.unsafe(['set local session_replication_role = replica', ...inserts].join(';\n'))
  })
  return { tenantId, slug, idOf, textOf }
}

/** Another id of the same moment, so that lists keep their order. */
function renew(id: string, tenantId: string): string {
  const hash = createHash('sha256').update(`${tenantId} ${id}`).digest('hex')
  return `${id.slice(0, 19)}${hash.slice(0, 4)}-${hash.slice(4, 16)}`
}
