import type { Database } from '../../db/client.ts'
import { withTenant } from '../../db/tenant.ts'
import type { DataKeys } from '../keys/data-keys.ts'
import { SealBroken } from '../keys/data-keys.ts'
import { listSealed, replaceSealed, sealedColumns } from './sealed-columns.ts'

/** Where the bodies of calls to models are kept. */
export interface BodyFiles {
  get(key: string): Promise<Uint8Array>
  getStream(
    key: string,
    range?: { firstByte: number; lastByte?: number },
  ): Promise<{ body: ReadableStream<Uint8Array> }>
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  delete(key: string): Promise<unknown>
}

export interface SealDeps {
  db: Database
  files: BodyFiles
  dataKeys: DataKeys
}

export interface Sealed {
  /** What was sealed anew. */
  done: number
  /** What no key of the tenant opens: it was so before. */
  broken: number
}

const rowsAtOnce = 200
const bodiesAtOnce = 8
/** Enough to see by which key it is sealed. */
const headBytes = 16
const firstId = '00000000-0000-0000-0000-000000000000'

/** Seals anew what an old key sealed in the database; what the current key sealed stays as it is. */
export async function sealColumnsAnew(deps: SealDeps, tenantId: string): Promise<Sealed> {
  const sum: Sealed = { done: 0, broken: 0 }
  for (const column of sealedColumns) {
    for (let after = ''; ;) {
      const rows = await withTenant(deps.db, { tenantId }, (tx) =>
        listSealed(tx, column, after, rowsAtOnce),
      )
      for (const row of rows) {
        const old = Buffer.from(row.sealed, 'base64')
        const fresh = await anew(deps, tenantId, column.placeOf(row.key), old, sum)
        if (!fresh) continue
        const text = Buffer.from(fresh).toString('base64')
        await withTenant(deps.db, { tenantId }, (tx) => replaceSealed(tx, column, row, text))
        sum.done += 1
      }
      const last = rows.at(-1)
      if (!last || rows.length < rowsAtOnce) break
      after = last.key
    }
  }
  return sum
}

/** The same for the bodies of calls to models that were made after `since`; all of them when it is left out. */
export async function sealBodiesAnew(
  deps: SealDeps,
  tenantId: string,
  { since, onProgress }: { since?: Date; onProgress?: (done: number, total: number) => void } = {},
): Promise<Sealed> {
  const sum: Sealed = { done: 0, broken: 0 }
  const from = since ? firstIdAt(since) : firstId
  const [count] = await withTenant(
    deps.db,
    { tenantId },
    (tx) => tx.sql<{ total: number }[]>`
      select count(*)::int as total from interactions
      where tenant_id = ${tx.tenantId} and body_key is not null and id > ${from}`,
  )
  let seen = 0
  for (let after = from; ;) {
    const rows = await withTenant(
      deps.db,
      { tenantId },
      (tx) => tx.sql<{ id: string; body_key: string }[]>`
        select id, body_key from interactions
        where tenant_id = ${tx.tenantId} and body_key is not null and id > ${after}
        order by id limit ${rowsAtOnce}`,
    )
    for (let start = 0; start < rows.length; start += bodiesAtOnce) {
      const some = rows.slice(start, start + bodiesAtOnce)
      await Promise.all(some.map((row) => sealBody(deps, tenantId, row, sum)))
      seen += some.length
      onProgress?.(seen, count?.total ?? seen)
    }
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) break
    after = last.id
  }
  return sum
}

async function sealBody(
  deps: SealDeps,
  tenantId: string,
  { id, body_key: key }: { id: string; body_key: string },
  sum: Sealed,
): Promise<void> {
  try {
    const { body } = await deps.files.getStream(key, { firstByte: 0, lastByte: headBytes - 1 })
    const head = new Uint8Array(await new Response(body).arrayBuffer())
    if (await deps.dataKeys.isCurrent(tenantId, head)) return
    const fresh = await anew(deps, tenantId, key, await deps.files.get(key), sum)
    if (!fresh) return
    await deps.files.put(key, fresh, { contentType: 'application/octet-stream' })
    sum.done += 1
  } catch (error) {
    // Deleted meanwhile, with its meeting.
    if ((error as { code?: unknown }).code === 'not_found') return
    throw error
  }
  // The meeting may have been deleted between reading and writing: what it left must not come back.
  const rows = await withTenant(
    deps.db,
    { tenantId },
    (tx) => tx.sql`select 1 from interactions where tenant_id = ${tx.tenantId} and id = ${id}`,
  )
  if (rows.length === 0) await deps.files.delete(key)
}

async function anew(
  { dataKeys }: SealDeps,
  tenantId: string,
  place: string,
  old: Uint8Array,
  sum: Sealed,
): Promise<Uint8Array | null> {
  if (await dataKeys.isCurrent(tenantId, old)) return null
  try {
    return await dataKeys.seal(tenantId, place, await dataKeys.open(tenantId, place, old))
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error
    sum.broken += 1
    return null
  }
}

/** The first id (UUIDv7) that can have been made at a time. */
function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
