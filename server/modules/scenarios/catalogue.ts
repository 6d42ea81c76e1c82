import { rcompare } from 'semver'
import type { TenantTx } from '../../../db/tenant.ts'
import type { LoadedPack } from '../../../plugins/engine/index.ts'
import type { PinnedScenario, ScenarioCatalogue } from '../meetings/index.ts'

/** The packs in use: built-in ones by id and version. */
export interface Packs extends ScenarioCatalogue {
  list(): LoadedPack[]
  find(id: string, version?: string): LoadedPack | undefined
}

/** Newest version of each pack first; pinning copies id, version and hash into the tenant once. */
export function createPacks(builtIn: LoadedPack[]): Packs {
  const sorted = builtIn.toSorted((a, b) => rcompare(a.manifest.version, b.manifest.version))
  const find = (id: string, version?: string) =>
    sorted.find(({ manifest }) => manifest.id === id && (!version || manifest.version === version))
  return {
    list: () => sorted.filter((pack) => find(pack.manifest.id) === pack),
    find,
    async pin(tx: TenantTx, id: string, version?: string): Promise<PinnedScenario | undefined> {
      const pack = find(id, version)
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
