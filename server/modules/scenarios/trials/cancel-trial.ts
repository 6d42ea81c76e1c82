import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { readTrial } from './read-trial.ts'
import type { TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { getTrial } from './repo.ts'
import { endTrial } from './trial.ts'

/** Cancels a trial, so that it makes no more calls to a model. A finished trial stays as it is. */
export async function cancelTrial(
  deps: TrialDeps,
  ctx: Ctx,
  scenarioId: string,
  trialId: string,
): Promise<TrialView> {
  authorize(ctx, 'scenarios:write')
  // Rejects people who may not read the trial.
  await readTrial(deps, ctx, scenarioId, trialId)
  await withWrite(deps.db, ctx, async (tx) => {
    const trial = await getTrial(tx, scenarioId, trialId)
    if (trial.createdBy !== actorId(ctx) && !seesEveryMeeting(ctx)) {
      throw new AppError(
        'forbidden',
        'Somebody else has started this. They or an administrator can stop it.',
        [],
        {},
        'Это запустил другой человек. Остановить может он или администратор.',
      )
    }
    if (await endTrial(tx, trialId)) {
      await audit(tx, ctx, `scenario.${trial.kind}-cancelled`, trialId, { scenario: scenarioId })
    }
    return null
  })
  return readTrial(deps, ctx, scenarioId, trialId)
}
