import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { getMeeting } from '../../meetings/index.ts'
import type { Backfill, BackfillView } from '../contract.ts'
import type { BackfillDeps } from '../deps.ts'
import { withOwnModel } from '../own-model.ts'
import { estimateMeetings, refuseUnconfirmed } from './run-cost.ts'
import { beginRun } from './start-run.ts'

/**
 * Runs a version of a scenario over selected past meetings: over all of them or none. Their current results stay until
 * somebody adopts a run. If the runs cost money, the caller must confirm the estimate first.
 */
export async function backfill(
  shared: BackfillDeps,
  ctx: Ctx,
  scenarioId: string,
  { version, meetingIds, confirmCost = false }: Backfill,
): Promise<BackfillView> {
  authorize(ctx, 'scenarios:write')
  authorize(ctx, 'meetings:write')
  const deps = await withOwnModel(shared, ctx)
  return withWrite(deps.db, ctx, async (tx) => {
    const data: BackfillView['data'] = []
    // Always lock in the same order, so that two backfills cannot deadlock.
    for (const meetingId of meetingIds.toSorted()) {
      const at = `/meetingIds/${meetingIds.indexOf(meetingId)}`
      const scenario = { id: scenarioId, version }
      const run = await beginRun(deps, tx, ctx, meetingId, { scenario }).catch((error: unknown) => {
        throw withPointer(error, at)
      })
      const { current_run_id: besideRunId } = await getMeeting(tx, ctx, meetingId)
      if (besideRunId) data.push({ meetingId, run, besideRunId })
    }
    if (deps.model && !confirmCost) {
      const pack = await deps.packs.find(tx, scenarioId, version)
      const steps = pack?.manifest.steps.length ?? 1
      refuseUnconfirmed(await estimateMeetings(tx, deps.model, meetingIds, steps), deps.model)
    }
    return { data }
  })
}

const isOfScenario = (code: string): boolean =>
  code === 'unknown_scenario' || code === 'scenario_outdated'

/** Adds the meeting that caused the error. No run was started. */
function withPointer(error: unknown, pointer: string): unknown {
  if (!(error instanceof AppError) || isOfScenario(error.code)) return error
  const detail = `${error.detail} Nothing was started.`
  return new AppError(
    error.code,
    detail,
    [{ pointer, detail: error.detail, inRussian: error.inRussian }],
    {},
    `${error.inRussian} Ничего не запущено.`,
  )
}
