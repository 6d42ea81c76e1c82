import { rcompare } from 'semver'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { requireCapacity } from '../../../../tenants/limits/capacity.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { DraftView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import {
  getScenario,
  getScenarioForChange,
  listOwnVersions,
  type ScenarioRow,
  titleOf,
} from '../own-scenario.ts'
import { dropUnused, loadBody, storeBody } from '../versions/body.ts'

export const toDraftView = (row: ScenarioRow, files: PackFiles): DraftView => ({
  id: row.id,
  title: row.title,
  basedOn: row.draft_based_on,
  digest: row.draft_digest ?? '',
  files,
  rev: row.rev,
  updatedAt: row.updated_at.toISOString(),
})

/** The draft's digest and files; `notFound` while nobody works on one. */
export async function loadDraft(
  tx: TenantTx,
  row: ScenarioRow,
): Promise<{ digest: string; files: PackFiles }> {
  if (!row.draft_digest) throw notFound('draft')
  return { digest: row.draft_digest, files: await loadBody(tx, row.draft_digest) }
}

export async function readDraft(deps: ScenarioDeps, ctx: Ctx, id: string): Promise<DraftView> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    const row = await getScenario(tx, id)
    return toDraftView(row, (await loadDraft(tx, row)).files)
  })
}

/**
 * Keeps the draft as it is, valid or not; begins one where there was none. Throws `scenario_limit_reached` where that
 * brings a scenario back of which every version is deprecated.
 */
export async function saveDraft(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  files: PackFiles,
  expectedRev: number | null,
): Promise<DraftView> {
  authorize(ctx, 'scenarios:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const before = await getScenarioForChange(tx, id, expectedRev)
    if (!before.draft_digest && !(await isInUse(tx, id))) await requireCapacity(tx, 'ownScenarios')
    const digest = await storeBody(tx, files)
    if (digest === before.draft_digest) return toDraftView(before, files)
    const basedOn = before.draft_digest ? before.draft_based_on : await newestVersion(tx, id)
    await tx.sql`
      update scenarios set draft_digest = ${digest}, draft_based_on = ${basedOn},
        title = ${tx.sql.json(titleOf(files, id))}, rev = rev + 1, updated_at = now()
      where tenant_id = ${tx.tenantId} and id = ${id}`
    if (before.draft_digest) await dropUnused(tx, before.draft_digest)
    await audit(tx, ctx, 'scenario.draft-saved', null, { scenario: id, digest })
    return toDraftView(await getScenario(tx, id), files)
  })
}

/** Throws the draft away; a scenario that was never published goes with it. */
export async function deleteDraft(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'scenarios:write')
  await withWrite(deps.db, ctx, async (tx) => {
    const before = await getScenarioForChange(tx, id, expectedRev)
    if (!before.draft_digest) throw notFound('draft')
    const versions = await listOwnVersions(tx, id)
    const newest = versions.toSorted((a, b) => rcompare(a.version, b.version))[0]
    if (newest) {
      await tx.sql`
        update scenarios set draft_digest = null, draft_based_on = null,
          title = ${tx.sql.json(newest.words.title)}, rev = rev + 1, updated_at = now()
        where tenant_id = ${tx.tenantId} and id = ${id}`
    } else {
      await tx.sql`delete from scenarios where tenant_id = ${tx.tenantId} and id = ${id}`
    }
    await dropUnused(tx, before.draft_digest)
    await audit(tx, ctx, 'scenario.draft-deleted', null, { scenario: id })
    return null
  })
}

const isInUse = async (tx: TenantTx, id: string): Promise<boolean> =>
  (await listOwnVersions(tx, id)).some(({ state }) => state === 'published')

async function newestVersion(tx: TenantTx, id: string): Promise<string | null> {
  const versions = await listOwnVersions(tx, id)
  return versions.map(({ version }) => version).toSorted(rcompare)[0] ?? null
}
