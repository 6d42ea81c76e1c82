import { withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { refuseUnconfirmed, withOwnModel } from '../../analysis/index.ts'
import { requireValid } from '../drafts/check-draft.ts'
import { loadDraft } from '../drafts/draft.ts'
import { getScenario } from '../repo.ts'
import { storeBody } from '../versions/body.ts'
import type { StartRegression, TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { estimateCost } from './regression-cost.ts'
import { confirmLosses } from './confirm-losses.ts'
import { recordFinishedTrial, startTrial } from './trial.ts'
import { toTrialView } from './view.ts'

/** Runs the draft's fixtures and the scenario's goldens. With a paid model, asks for consent to the cost first. */
export async function startRegression(
  shared: TrialDeps,
  ctx: Ctx,
  id: string,
  { confirmCost = false, droppedSections = [], droppedFields = [] }: StartRegression,
): Promise<TrialView> {
  authorize(ctx, 'scenarios:write')
  const deps = await withOwnModel(shared, ctx)
  const { files } = await withTenant(deps.db, ctx, async (tx) =>
    loadDraft(tx, await getScenario(tx, id)),
  )
  const pack = await requireValid(deps, ctx, id, files)
  return withWrite(deps.db, ctx, async (tx) => {
    const digest = await storeBody(tx, files)
    const given = { droppedSections, droppedFields }
    const { report, ...confirmed } = await confirmLosses(tx, id, digest, deps.provider.name, given)
    const trial = {
      scenarioId: id,
      kind: 'regression' as const,
      bodyDigest: digest,
      version: null,
      input: { meetingIds: [], ...confirmed },
    }
    if (report) return toTrialView(await recordFinishedTrial(tx, ctx, trial, report))
    const estimate = await estimateCost(tx, deps.model, id, pack.manifest.steps.length)
    if (estimate && deps.model && !confirmCost) refuseUnconfirmed(estimate, deps.model)
    return toTrialView(await startTrial(tx, ctx, trial))
  })
}
