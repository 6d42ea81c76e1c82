import { dropOldest } from '../../../platform/drop-oldest.ts'
import { outsideTransaction, type TenantTx } from '../../../../db/tenant.ts'
import {
  createPackCache,
  type LoadedPack,
  type PackFiles,
} from '../../../../plugins/engine/index.ts'
import { AppError } from '../../../platform/errors.ts'
import type { PackChecker } from '../ports.ts'
import { checkBody } from './body.ts'

/** The published versions of tenants' own scenarios, ready to run. */
export interface OwnPacks {
  /**
   * Undefined where the tenant has published no such version, or this engine can no longer read it. One that it reads and
   * does not run any more is `outdated`.
   */
  find(tx: TenantTx, id: string, version: string): Promise<LoadedPack | undefined>
}

/** A loaded pack takes about three times the bytes of its files (measured); the packs of 1,000 tenants fit in this. */
const defaultMaxBytes = 160_000_000
const maxPacks = 5_000
const maxNames = 20_000

/** Keeps loaded packs by their hash, those used last, up to `maxBytes` of memory, which tenants share. */
export function createOwnPacks(checker: PackChecker, maxBytes = defaultMaxBytes): OwnPacks {
  const cache = createPackCache({ maxPacks, maxBytes })
  const load = async (row: VersionRow | undefined, name: string, tenantId: string) => {
    if (!row) throw new Error(`${name} was published and is gone.`)
    const files = withoutFixtures(checkBody(row.digest, row.files))
    const checked = await checker.check({ tenantId }, files, { isPublished: true })
    if (checked.ok) return checked.pack
    throw checked.problems.some(({ code }) => code.startsWith('check-'))
      ? notLoaded()
      : new NoLongerTaken()
  }
  // A published version never changes, so its name stands for the same hash for good.
  const hashes = new Map<string, string>()
  return {
    async find(tx, id, version) {
      const name = `${tx.tenantId}/${id}@${version}`
      let row: VersionRow | undefined
      let hash = hashes.get(name)
      if (hash === undefined) {
        row = await readVersion(tx, id, version)
        if (!row) return undefined
        hash = row.hash
        dropOldest(hashes, maxNames)
        hashes.set(name, hash)
      }
      const kept = cache.find(hash)
      if (kept) return kept
      if (!tx.prepared.has(hash)) row ??= await readVersion(tx, id, version)
      try {
        // Checking takes up to seconds, and whoever asks may hold a meeting.
        return await outsideTransaction(tx, hash, () =>
          cache.get(hash, () => load(row, name, tx.tenantId), tx.tenantId),
        )
      } catch (error) {
        // It passed the checks when it was published; a later engine may no longer take it.
        if (error instanceof NoLongerTaken) return undefined
        throw error
      }
    },
  }
}

class NoLongerTaken extends Error {}

const notLoaded = (): AppError =>
  new AppError(
    'unavailable',
    'The scenario could not be loaded: its check took too long or broke off. Nothing was changed. Try again in a few seconds; if that repeats, publish a simpler version of it.',
    [],
    { 'retry-after': '2' },
    'Сценарий не удалось загрузить: его проверка шла слишком долго или оборвалась. Ничего не изменено. Повторите через несколько секунд; если не поможет, опубликуйте версию проще.',
  )

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

/** Fixtures shape no run, and are often the larger part. */
const withoutFixtures = (files: PackFiles): PackFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/')))
