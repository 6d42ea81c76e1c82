import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { getMeeting } from '../../meetings/index.ts'
import type { TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { getTrial, toTrialView } from './trial.ts'

/** Where a trial stands and what came of it. What was said in a meeting is for those who may see the meeting. */
export async function readTrial(
  deps: TrialDeps,
  ctx: Ctx,
  scenarioId: string,
  trialId: string,
): Promise<TrialView> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    const row = await getTrial(tx, scenarioId, trialId)
    if (row.kind === 'dry-run') {
      for (const meetingId of row.input.meetingIds) await getMeeting(tx, ctx, meetingId)
    }
    const view = toTrialView(row)
    if (!view.regression || seesEveryMeeting(ctx)) return view
    const seen = await visibleOf(
      tx,
      ctx,
      view.regression.goldens.map(({ meetingId }) => meetingId),
    )
    const goldens = view.regression.goldens.map((golden) => ({
      ...golden,
      lost: golden.lost.map((item) =>
        seen.has(golden.meetingId) ? item : { ...item, text: null },
      ),
    }))
    return { ...view, regression: { ...view.regression, goldens } }
  })
}

async function visibleOf(tx: TenantTx, ctx: Ctx, meetingIds: string[]): Promise<Set<string>> {
  const rows = await tx.sql<{ meeting_id: string }[]>`
    select meeting_id from meeting_access
    where tenant_id = ${tx.tenantId} and user_id = ${actorId(ctx)} and meeting_id = any(${meetingIds}::uuid[])`
  return new Set(rows.map((row) => row.meeting_id))
}
