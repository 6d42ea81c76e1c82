import type { Database } from '../../db/client.ts'
import { withTenant } from '../../db/tenant.ts'
import type { DataKeys } from '../keys/data-keys.ts'
import { SealBroken } from '../keys/data-keys.ts'
import { listSealed, replaceSealed, sealedColumns } from './sealed-columns.ts'

/** Storage of the bodies of model calls. */
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

export interface ResealCounts {
  /** Resealed values. */
  done: number
  /** Values that no key of the tenant can open; they were already unreadable before. */
  broken: number
}

const rowsAtOnce = 200
const bodiesAtOnce = 8
/** Enough to identify the key that sealed it. */
const headBytes = 16
const firstId = '00000000-0000-0000-0000-000000000000'

/** Reseals database values sealed by an old key; values of the current key stay unchanged. */
export async function resealColumns(deps: SealDeps, tenantId: string): Promise<ResealCounts> {
  const sum: ResealCounts = { done: 0, broken: 0 }
  for (const column of sealedColumns) {
    for (let after = ''; ;) {
      const rows = await withTenant(deps.db, { tenantId }, (tx) =>
        listSealed(tx, column, after, rowsAtOnce),
      )
      for (const row of rows) {
        const old = Buffer.from(row.sealed, 'base64')
        const fresh = await resealValue(deps, tenantId, column.placeOf(row.key), old, sum)
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

/** Reseals bodies of model calls made after `since`; all of them when it is omitted. */
export async function resealBodies(
  deps: SealDeps,
  tenantId: string,
  { since, onProgress }: { since?: Date; onProgress?: (done: number, total: number) => void } = {},
): Promise<ResealCounts> {
  const sum: ResealCounts = { done: 0, broken: 0 }
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
      await Promise.all(some.map((row) => resealBody(deps, tenantId, row, sum)))
      seen += some.length
      onProgress?.(seen, count?.total ?? seen)
    }
    const last = rows.at(-1)
    if (!last || rows.length < rowsAtOnce) break
    after = last.id
  }
  return sum
}

async function resealBody(
  deps: SealDeps,
  tenantId: string,
  { id, body_key: key }: { id: string; body_key: string },
  sum: ResealCounts,
): Promise<void> {
  try {
    const { body } = await deps.files.getStream(key, { firstByte: 0, lastByte: headBytes - 1 })
    const head = new Uint8Array(await new Response(body).arrayBuffer())
    if (await deps.dataKeys.isCurrent(tenantId, head)) return
    const fresh = await resealValue(deps, tenantId, key, await deps.files.get(key), sum)
    if (!fresh) return
    await deps.files.put(key, fresh, { contentType: 'application/octet-stream' })
    sum.done += 1
  } catch (error) {
    // Deleted meanwhile with its meeting.
    if ((error as { code?: unknown }).code === 'not_found') return
    throw error
  }
  // The meeting may have been deleted between reading and writing; its data must not be restored.
  const rows = await withTenant(
    deps.db,
    { tenantId },
    (tx) => tx.sql`select 1 from interactions where tenant_id = ${tx.tenantId} and id = ${id}`,
  )
  if (rows.length === 0) await deps.files.delete(key)
}

async function resealValue(
  { dataKeys }: SealDeps,
  tenantId: string,
  place: string,
  old: Uint8Array,
  sum: ResealCounts,
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

/** The smallest UUIDv7 of a time. */
function firstIdAt(time: Date): string {
  const hex = Math.max(0, time.getTime()).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
