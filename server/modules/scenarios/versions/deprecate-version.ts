import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { VersionStateView } from '../contract.ts'
import type { ScenarioDeps } from '../deps.ts'
import { getScenarioForChange } from '../own-scenario.ts'

/** No new meeting takes this version any more; those that have it go on. Doing it twice changes nothing more. */
export async function deprecateVersion(
  deps: ScenarioDeps,
  ctx: Ctx,
  id: string,
  version: string,
): Promise<VersionStateView> {
  authorize(ctx, 'scenarios:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await getScenarioForChange(tx, id)
    const [row] = await tx.sql<{ state: string }[]>`
      select state from scenario_versions
      where tenant_id = ${tx.tenantId} and pack_id = ${id} and version = ${version} and origin = 'own'`
    if (!row) throw notFound('scenario version')
    if (row.state === 'published') {
      await tx.sql`
        update scenario_versions set state = 'deprecated'
        where tenant_id = ${tx.tenantId} and pack_id = ${id} and version = ${version}`
      await audit(tx, ctx, 'scenario.deprecated', null, { scenario: id, version })
    }
    return { id, version, state: 'deprecated' as const }
  })
}
