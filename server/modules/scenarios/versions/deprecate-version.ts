import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { VersionStateView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenarioForChange } from '../repo.ts'
import { findOwnVersion, markDeprecated } from './repo.ts'

/** Keeps new meetings from using this version; meetings that already use it are not affected. */
export async function deprecateVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<VersionStateView> {
  authorize(ctx, 'scenarios:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getScenarioForChange(tx, id)
    const row = await findOwnVersion(tx, id, version)
    if (!row) throw notFound('scenario version')
    if (row.state === 'published') {
      await markDeprecated(tx, id, version)
      await audit(tx, ctx, 'scenario.deprecated', null, { scenario: id, version })
    }
    return { id, version, state: 'deprecated' as const }
  })
}
