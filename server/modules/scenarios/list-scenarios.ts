import { rcompare } from 'semver'
import type { ScenarioWords } from '../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import type { Locale } from '../../../plugins/engine/index.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import type { ScenarioList, ScenarioVersionView } from './contract.ts'
import type { ScenarioDeps } from './deps.ts'
import { toSummary, toVersionView } from './view.ts'
import type { VersionState } from '../../../plugins/vocabulary.ts'

interface OwnRow {
  id: string
  title: Record<Locale, string>
  has_draft: boolean
  rev: number
  versions: {
    version: string
    state: VersionState
    words: ScenarioWords
    publishedAt: string
  }[]
}

/** Built-in scenarios and the tenant's own; those that no new meeting can use stand apart. */
export async function listScenarios(deps: ScenarioDeps, ctx: Ctx): Promise<ScenarioList> {
  authorize(ctx, 'scenarios:read')
  const own = await withTenant(deps.db, ctx, readOwn)
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
    const { id, title, has_draft: hasDraft } = row
    const newest = sorted.find(({ state }) => state === 'published')
    if (!newest) unusable.push({ id, title, origin: 'own', hasDraft, versions })
    else {
      const { version, words } = newest
      data.push({ id, version, ...words, origin: 'own', hasDraft, versions })
    }
  }
  return { data, unusable }
}

const readOwn = (tx: TenantTx) => tx.sql<OwnRow[]>`
  select s.id, s.title, s.draft_digest is not null as has_draft, s.rev,
    coalesce((
      select json_agg(json_build_object('version', v.version, 'state', v.state, 'words', v.words,
        'publishedAt', v.published_at))
      from scenario_versions v
      where v.tenant_id = s.tenant_id and v.pack_id = s.id and v.origin = 'own'), '[]'::json) as versions
  from scenarios s where s.tenant_id = ${tx.tenantId} order by s.id limit 1000`

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
