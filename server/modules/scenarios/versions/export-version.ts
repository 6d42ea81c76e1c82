import { withTenant } from '../../../../db/tenant.ts'
import { writeBundle } from '../../../../plugins/engine/index.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import type { ScenarioDeps } from '../deps.ts'
import { filesOfVersion } from './version-files.ts'

/** Returns a version as one file, for safekeeping or for another organisation. */
export async function exportVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<string> {
  authorize(ctx, 'scenarios:read')
  return withTenant(deps.db, ctx, async (tx) => {
    if (!(await deps.packs.find(tx, id, version))) throw notFound('scenario version')
    return writeBundle(await filesOfVersion(deps, tx, { id, version }))
  })
}
