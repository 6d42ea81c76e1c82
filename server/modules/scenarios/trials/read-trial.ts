import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { getMeeting } from '../../meetings/index.ts'
import { getScenario } from '../own-scenario.ts'
import type { TrialList, TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { getTrial, newestTrials, toTrialView, type TrialRow } from './trial.ts'

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
    for (const meetingId of meetingsOf(row)) await getMeeting(tx, ctx, meetingId)
    return withoutUnseen(tx, ctx, toTrialView(row))
  })
}

/** What was tried of the draft last, for who comes back to it. A dry run on a meeting that was taken away is left out. */
export async function listTrials(
  deps: TrialDeps,
  ctx: Ctx,
  scenarioId: string,
): Promise<TrialList> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    await getScenario(tx, scenarioId)
    const rows = await newestTrials(tx, scenarioId, actorId(ctx))
    const meetingIds = rows.flatMap(meetingsOf)
    const seen = await visibleOf(tx, ctx, meetingIds)
    const shown = rows.filter((row) => meetingsOf(row).every((id) => seen.has(id)))
    return {
      data: await Promise.all(shown.map((row) => withoutUnseen(tx, ctx, toTrialView(row)))),
    }
  })
}

/** Meetings whose words the report holds. */
const meetingsOf = (row: TrialRow): string[] => (row.kind === 'dry-run' ? row.input.meetingIds : [])

async function withoutUnseen(tx: TenantTx, ctx: Ctx, view: TrialView): Promise<TrialView> {
  if (!view.regression) return view
  const seen = await visibleOf(
    tx,
    ctx,
    view.regression.goldens.map(({ meetingId }) => meetingId),
  )
  const goldens = view.regression.goldens.map((golden) => ({
    ...golden,
    lost: golden.lost.map((item) => (seen.has(golden.meetingId) ? item : { ...item, text: null })),
  }))
  return { ...view, regression: { ...view.regression, goldens } }
}

async function visibleOf(tx: TenantTx, ctx: Ctx, meetingIds: string[]): Promise<Set<string>> {
  const rows = await tx.sql<{ id: string }[]>`
    select m.id from meetings m
    where m.tenant_id = ${tx.tenantId} and m.id = any(${meetingIds}::uuid[])
      and (${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
        where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = ${actorId(ctx)}))`
  return new Set(rows.map((row) => row.id))
}
