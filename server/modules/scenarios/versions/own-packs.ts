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
import { findStoredVersion, type StoredVersion } from './repo.ts'

/** The published versions of tenants' own scenarios, ready to run. */
export interface OwnPacks {
  /**
   * Undefined if the tenant has published no such version, or this engine can no longer read it. A version that it reads
   * but no longer runs is `outdated`.
   */
  find(tx: TenantTx, id: string, version: string): Promise<LoadedPack | undefined>
}

/** A loaded pack takes about three times the bytes of its files (measured); the packs of 1,000 tenants fit in this. */
const defaultMaxBytes = 160_000_000
const maxPacks = 5_000
const maxNames = 20_000

/** Caches the most recently used packs by hash, in up to `maxBytes` of memory, which tenants share. */
export function createOwnPacks(checker: PackChecker, maxBytes = defaultMaxBytes): OwnPacks {
  const cache = createPackCache({ maxPacks, maxBytes })
  const load = async (row: StoredVersion | undefined, name: string, tenantId: string) => {
    if (!row) throw new Error(`${name} was published and is gone.`)
    const files = withoutFixtures(checkBody(row.digest, row.files))
    const checked = await checker.check({ tenantId }, files, { isPublished: true })
    if (checked.ok) return checked.pack
    throw checked.problems.some(({ code }) => code.startsWith('check-'))
      ? notLoaded()
      : new NoLongerAccepted()
  }
  // A published version never changes, so the hash of a name never changes either.
  const hashes = new Map<string, string>()
  return {
    async find(tx, id, version) {
      const name = `${tx.tenantId}/${id}@${version}`
      let row: StoredVersion | undefined
      let hash = hashes.get(name)
      if (hash === undefined) {
        row = await findStoredVersion(tx, id, version)
        if (!row) return undefined
        hash = row.hash
        dropOldest(hashes, maxNames)
        hashes.set(name, hash)
      }
      const kept = cache.find(hash)
      if (kept) return kept
      if (!tx.prepared.has(hash)) row ??= await findStoredVersion(tx, id, version)
      try {
        // A check can take seconds, and the transaction may hold the lock of a meeting.
        return await outsideTransaction(tx, hash, () =>
          cache.get(hash, () => load(row, name, tx.tenantId), tx.tenantId),
        )
      } catch (error) {
        // The version passed the checks of an earlier engine when it was published.
        if (error instanceof NoLongerAccepted) return undefined
        throw error
      }
    },
  }
}

class NoLongerAccepted extends Error {}

const notLoaded = (): AppError =>
  new AppError(
    'unavailable',
    'The scenario could not be loaded: its check took too long or broke off. Nothing was changed. Try again in a few seconds; if that repeats, publish a simpler version of it.',
    [],
    { 'retry-after': '2' },
    'Сценарий не удалось загрузить: его проверка шла слишком долго или оборвалась. Ничего не изменено. Повторите через несколько секунд; если не поможет, опубликуйте версию проще.',
  )

/** Runs do not use fixtures, which are often the larger part of a pack. */
const withoutFixtures = (files: PackFiles): PackFiles =>
  Object.fromEntries(Object.entries(files).filter(([path]) => !path.startsWith('fixtures/')))
