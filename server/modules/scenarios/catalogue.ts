import { rcompare } from 'semver'
import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { PinnedScenario, ScenarioCatalogue } from '../meetings/index.ts'
import { requireRunnable } from './outdated.ts'
import type { OwnPacks } from './versions/own-packs.ts'
import { listUsableVersions, pinBuiltIn } from './versions/repo.ts'

/** Built-in packs and the published versions of tenants' own scenarios. */
export interface Packs extends ScenarioCatalogue {
  /** The newest version of each built-in pack. */
  listBuiltIn(): LoadedPack[]
  /** A built-in pack; its newest version unless one is named. */
  findBuiltIn(id: string, version?: string): LoadedPack | undefined
  /** All versions of a built-in pack, newest first. */
  versionsOfBuiltIn(id: string): LoadedPack[]
  /**
   * A version that a meeting may use, also a deprecated or outdated one. Reads the database only for a tenant's own
   * version, and only once.
   */
  find(tx: TenantTx, id: string, version: string): Promise<LoadedPack | undefined>
}

export function createPacks(builtIn: LoadedPack[], own?: OwnPacks): Packs {
  const sorted = builtIn.toSorted((a, b) => rcompare(a.manifest.version, b.manifest.version))
  const versionsOf = (id: string) => sorted.filter(({ manifest }) => manifest.id === id)
  const findBuiltIn = (id: string, version?: string) =>
    versionsOf(id).find(({ manifest }) => !version || manifest.version === version)
  /** Accepts a version that cannot be loaded at the moment: it is checked again before it runs. */
  const requireOwnRunnable = async (tx: TenantTx, pinned?: PinnedScenario): Promise<void> => {
    const loading = pinned && own?.find(tx, pinned.id, pinned.version)
    const pack = await loading?.catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unavailable') return undefined
      throw error
    })
    if (pack) requireRunnable(pack)
  }
  return {
    listBuiltIn: () => sorted.filter((pack) => findBuiltIn(pack.manifest.id) === pack),
    findBuiltIn,
    versionsOfBuiltIn: versionsOf,
    async find(tx, id, version) {
      return findBuiltIn(id, version) ?? own?.find(tx, id, version)
    },
    async pin(tx, id, version) {
      if (versionsOf(id).length === 0) {
        const pinned = await findOwn(tx, id, version)
        await requireOwnRunnable(tx, pinned)
        return pinned
      }
      const pack = findBuiltIn(id, version)
      if (!pack) return undefined
      const { manifest } = pack
      await pinBuiltIn(tx, pack)
      return {
        id: manifest.id,
        version: manifest.version,
        defaultLanguage: manifest.defaultLanguage,
      }
    },
  }
}

/** The requested version of an own scenario, or the newest one; never a deprecated one. */
async function findOwn(
  tx: TenantTx,
  id: string,
  version?: string,
): Promise<PinnedScenario | undefined> {
  const rows = await listUsableVersions(tx, id, version ?? null)
  const newest = rows.toSorted((a, b) => rcompare(a.version, b.version))[0]
  return newest && { id, version: newest.version, defaultLanguage: newest.language }
}
