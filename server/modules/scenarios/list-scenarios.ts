import { rcompare } from 'semver'
import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import type { ScenarioList, ScenarioVersionView } from './contract.ts'
import type { ScenarioDeps } from './deps.ts'
import { listScenariosWithVersions } from './repo.ts'
import { toSummary, toVersionView } from './view.ts'

/** Built-in scenarios and the tenant's own. Those that no new meeting can use are listed apart. */
export async function listScenarios(deps: ScenarioDeps, ctx: Ctx): Promise<ScenarioList> {
  authorize(ctx, 'scenarios:read')
  const own = await withTenant(deps.db, ctx, listScenariosWithVersions)
  const builtIn = deps.packs.listBuiltIn().map((pack) => ({
    ...toSummary(pack),
    origin: 'built-in' as const,
    hasDraft: false,
    versions: deps.packs.versionsOfBuiltIn(pack.manifest.id).map(({ manifest }) => ({
      version: manifest.version,
      state: 'published' as const,
      publishedAt: null,
    })),
  }))
  const data: ScenarioList['data'] = [...builtIn]
  const unusable: ScenarioList['unusable'] = []
  for (const row of own) {
    const sorted = row.versions.toSorted((a, b) => rcompare(a.version, b.version))
    const versions = sorted.map(({ version, state, publishedAt }) => ({
      version,
      state,
      publishedAt: new Date(publishedAt).toISOString(),
    }))
    const { id, title, hasDraft } = row
    const newest = sorted.find(({ state }) => state === 'published')
    if (!newest) unusable.push({ id, title, origin: 'own', hasDraft, versions })
    else {
      const { version, words } = newest
      data.push({ id, version, ...words, origin: 'own', hasDraft, versions })
    }
  }
  return { data, unusable }
}

/** One version with its sections and fields, deprecated or not. */
export async function readVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<ScenarioVersionView> {
  authorize(ctx, 'scenarios:read')
  const builtIn = deps.packs.findBuiltIn(id, version)
  const pack = builtIn ?? (await withTenant(deps.db, ctx, (tx) => deps.packs.find(tx, id, version)))
  if (!pack) throw notFound('scenario version')
  return toVersionView(pack)
}
