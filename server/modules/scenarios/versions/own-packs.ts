import type { TenantTx } from '../../../../db/tenant.ts'
import {
  type LoadedPack,
  loadPack,
  PackError,
  type PackFiles,
} from '../../../../plugins/engine/index.ts'
import { checkBody } from './body.ts'

/** The published versions of tenants' own scenarios, ready to run. */
export interface OwnPacks {
  /** Undefined where the tenant has published no such version, or this engine no longer takes it. */
  find(tx: TenantTx, id: string, version: string): Promise<LoadedPack | undefined>
}

/** A loaded pack takes about three times the bytes of its files (measured): 120 MB at most, 1,500 packs such as ours. */
const defaultMaxBytes = 40 * 1024 * 1024
const maxNames = 20_000

/** Keeps loaded packs by the digest of their body, those used last, up to `maxBytes` of files. */
export function createOwnPacks(maxBytes = defaultMaxBytes): OwnPacks {
  // A published version never changes, so its name stands for the same body for good.
  const digests = new Map<string, string>()
  const loaded = new Map<string, { pack: LoadedPack; sizeBytes: number }>()
  let totalBytes = 0

  const touch = (digest: string): LoadedPack | undefined => {
    const found = loaded.get(digest)
    if (!found) return undefined
    loaded.delete(digest)
    loaded.set(digest, found)
    return found.pack
  }
  const keep = (digest: string, pack: LoadedPack): void => {
    if (loaded.has(digest)) return
    const sizeBytes = sizeOf(pack.files)
    loaded.set(digest, { pack, sizeBytes })
    totalBytes += sizeBytes
    for (const [oldest, { sizeBytes: freed }] of loaded) {
      if (totalBytes <= maxBytes || oldest === digest) break
      loaded.delete(oldest)
      totalBytes -= freed
    }
  }

  return {
    async find(tx, id, version) {
      const name = `${tx.tenantId}/${id}@${version}`
      const known = digests.get(name)
      const ready = known === undefined ? undefined : touch(known)
      if (ready) return ready
      const row = await readVersion(tx, id, version)
      if (!row) return undefined
      if (digests.size >= maxNames) digests.clear()
      digests.set(name, row.digest)
      const same = touch(row.digest)
      if (same) return same
      const pack = load(withoutFixtures(checkBody(row.digest, row.files)))
      if (!pack) return undefined
      if (pack.hash !== row.hash) throw new Error(`${name} is not what was published.`)
      keep(row.digest, pack)
      return pack
    },
  }
}

interface VersionRow {
  hash: string
  digest: string
  files: PackFiles
}

const readVersion = async (
  tx: TenantTx,
  id: string,
  version: string,
): Promise<VersionRow | undefined> => {
  const [row] = await tx.sql<VersionRow[]>`
    select v.hash, b.digest, b.files from scenario_versions v
    join scenario_bodies b on b.tenant_id = v.tenant_id and b.digest = v.body_digest
    where v.tenant_id = ${tx.tenantId} and v.pack_id = ${id} and v.version = ${version}
      and v.origin = 'own'`
  return row
}

/** It passed the checks when it was published; a later engine may no longer take it. */
function load(files: PackFiles): LoadedPack | undefined {
  try {
    return loadPack(files)
  } catch (error) {
    if (error instanceof PackError) return undefined
    throw error
  }
}

/** Fixtures shape no run, and are often the larger part. */
const withoutFixtures = (files: PackFiles): PackFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/')))

const sizeOf = (files: PackFiles): number =>
  Object.values(files).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
