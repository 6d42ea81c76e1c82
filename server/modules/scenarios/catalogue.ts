import { rcompare } from 'semver'
import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack, Locale } from '../../../plugins/engine/index.ts'
import { AppError } from '../../platform/errors.ts'
import type { PinnedScenario, ScenarioCatalogue } from '../meetings/index.ts'
import { requireRunnable } from './outdated.ts'
import type { OwnPacks } from './versions/own-packs.ts'

/** The packs in use: built-in ones, and the published versions of tenants' own scenarios. */
export interface Packs extends ScenarioCatalogue {
  /** The newest version of each built-in pack. */
  listBuiltIn(): LoadedPack[]
  /** A built-in pack; its newest version unless one is named. */
  findBuiltIn(id: string, version?: string): LoadedPack | undefined
  /** All versions of a built-in pack, newest first. */
  versionsOfBuiltIn(id: string): LoadedPack[]
  /**
   * A version that a meeting may have pinned, deprecated or not; an outdated one too, whose results are to be read. Reads
   * the database only for a tenant's own, once.
   */
  find(tx: TenantTx, id: string, version: string): Promise<LoadedPack | undefined>
}

/** Newest version of each pack first; pinning copies id, version and hash of a built-in pack into the tenant once. */
export function createPacks(builtIn: LoadedPack[], own?: OwnPacks): Packs {
  const sorted = builtIn.toSorted((a, b) => rcompare(a.manifest.version, b.manifest.version))
  const versionsOf = (id: string) => sorted.filter(({ manifest }) => manifest.id === id)
  const findBuiltIn = (id: string, version?: string) =>
    versionsOf(id).find(({ manifest }) => !version || manifest.version === version)
  /** What cannot be looked at just now is looked at again before it runs. */
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
      const { manifest, hash } = pack
      await tx.sql`
        insert into scenario_versions (tenant_id, pack_id, version, hash)
        values (${tx.tenantId}, ${manifest.id}, ${manifest.version}, ${hash})
        on conflict (tenant_id, pack_id, version) do nothing`
      return {
        id: manifest.id,
        version: manifest.version,
        defaultLanguage: manifest.defaultLanguage,
      }
    },
  }
}

/** The tenant's own: the version asked for, or the newest, unless it is deprecated. */
async function findOwn(
  tx: TenantTx,
  id: string,
  version?: string,
): Promise<PinnedScenario | undefined> {
  const rows = await tx.sql<{ version: string; language: Locale }[]>`
    select version, words->>'defaultLanguage' as language from scenario_versions
    where tenant_id = ${tx.tenantId} and pack_id = ${id} and origin = 'own' and state = 'published'
      and (${version ?? null}::text is null or version = ${version ?? null})`
  const newest = rows.toSorted((a, b) => rcompare(a.version, b.version))[0]
  return newest && { id, version: newest.version, defaultLanguage: newest.language }
}
