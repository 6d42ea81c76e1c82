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
import { titleOf } from '../manifest.ts'
import {
  deleteScenario,
  getScenario,
  getScenarioForChange,
  type ScenarioRow,
  updateDraft,
} from '../repo.ts'
import { loadBody, storeBody } from '../versions/body.ts'
import { deleteUnusedBody, listOwnVersions } from '../versions/repo.ts'

export const toDraftView = (row: ScenarioRow, files: PackFiles): DraftView => ({
  id: row.id,
  title: row.title,
  basedOn: row.draftBasedOn,
  digest: row.draftDigest ?? '',
  files,
  rev: row.rev,
  updatedAt: row.updatedAt.toISOString(),
})

/** The draft's digest and files; throws `not_found` when there is no draft. */
export async function loadDraft(
  tx: TenantTx,
  row: ScenarioRow,
): Promise<{ digest: string; files: PackFiles }> {
  if (!row.draftDigest) throw notFound('draft')
  return { digest: row.draftDigest, files: await loadBody(tx, row.draftDigest) }
}

export async function readDraft(deps: ScenarioDeps, ctx: Ctx, id: string): Promise<DraftView> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    const row = await getScenario(tx, id)
    return toDraftView(row, (await loadDraft(tx, row)).files)
  })
}

/**
 * Saves the draft, valid or not, and starts one if there was none. Throws `scenario_limit_reached` if a draft would put a
 * scenario back into use whose versions are all deprecated.
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
    if (!before.draftDigest && !(await isInUse(tx, id))) await requireCapacity(tx, 'ownScenarios')
    const digest = await storeBody(tx, files)
    if (digest === before.draftDigest) return toDraftView(before, files)
    const basedOn = before.draftDigest ? before.draftBasedOn : await newestVersion(tx, id)
    await updateDraft(tx, id, {
      draftDigest: digest,
      draftBasedOn: basedOn,
      title: titleOf(files, id),
    })
    if (before.draftDigest) await deleteUnusedBody(tx, before.draftDigest)
    await audit(tx, ctx, 'scenario.draft-saved', null, { scenario: id, digest })
    return toDraftView(await getScenario(tx, id), files)
  })
}

/** Deletes the draft, and with it a scenario that was never published. */
export async function deleteDraft(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'scenarios:write')
  await withWrite(deps.db, ctx, async (tx) => {
    const before = await getScenarioForChange(tx, id, expectedRev)
    if (!before.draftDigest) throw notFound('draft')
    const versions = await listOwnVersions(tx, id)
    const newest = versions.toSorted((a, b) => rcompare(a.version, b.version))[0]
    if (newest) {
      const { title } = newest.words
      await updateDraft(tx, id, { draftDigest: null, draftBasedOn: null, title })
    } else {
      await deleteScenario(tx, id)
    }
    await deleteUnusedBody(tx, before.draftDigest)
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
