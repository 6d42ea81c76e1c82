import { withTenant } from '../../../../db/tenant.ts'
import type { LoadedPack, PackFiles } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { DiffView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { requireValid } from '../drafts/check-draft.ts'
import { loadDraft } from '../drafts/draft.ts'
import { getScenario } from '../repo.ts'
import { compareWith, findNewestVersion } from './compare.ts'
import { filesOfVersion } from './version-files.ts'

/** The differences between two versions, or a version and the draft: by meaning, and by file. */
export async function diffVersions(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  query: { from?: string; to?: string },
): Promise<DiffView> {
  const { to = 'draft' } = query
  authorize(ctx, to === 'draft' ? 'scenarios:write' : 'scenarios:read')
  const read = await withTenant(deps.db, ctx, async (tx) => {
    const from = query.from ?? (await findNewestVersion(deps, tx, id))?.version
    const before = from && (await deps.packs.find(tx, id, from))
    if (!before) throw notFound('scenario version')
    const beforeFiles = await filesOfVersion(deps, tx, { id, version: from })
    if (to === 'draft') {
      const { files } = await loadDraft(tx, await getScenario(tx, id))
      return { from, before, beforeFiles, after: null, afterFiles: files }
    }
    const after = await deps.packs.find(tx, id, to)
    if (!after) throw notFound('scenario version')
    return {
      from,
      before,
      beforeFiles,
      after,
      afterFiles: await filesOfVersion(deps, tx, { id, version: to }),
    }
  })
  const after: LoadedPack = read.after ?? (await requireValid(deps, ctx, id, read.afterFiles))
  return {
    from: read.from,
    to,
    ...compareWith(read.before, after),
    files: changedFiles(read.beforeFiles, read.afterFiles),
  }
}

function changedFiles(before: PackFiles, after: PackFiles): DiffView['files'] {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()
  return paths
    .filter((path) => before[path] !== after[path])
    .map((path) => ({ path, before: before[path] ?? null, after: after[path] ?? null }))
}
