import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { getMeeting } from '../../meetings/index.ts'
import { getScenario } from '../repo.ts'
import type { TrialList, TrialView } from './contract.ts'
import type { TrialDeps } from './deps.ts'
import { getTrial, listNewestTrials, listVisibleMeetings, type TrialRow } from './repo.ts'
import { toTrialView } from './view.ts'

/** State and report of a trial. Text from a meeting is shown only to people who may see the meeting. */
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
    return hideUnseen(tx, ctx, toTrialView(row))
  })
}

/** The newest trials of the draft, without a dry run on a meeting that the caller may no longer see. */
export async function listTrials(
  deps: TrialDeps,
  ctx: Ctx,
  scenarioId: string,
): Promise<TrialList> {
  authorize(ctx, 'scenarios:write')
  return withTenant(deps.db, ctx, async (tx) => {
    await getScenario(tx, scenarioId)
    const rows = await listNewestTrials(tx, scenarioId, actorId(ctx))
    const meetingIds = rows.flatMap(meetingsOf)
    const seen = await listVisibleMeetings(tx, ctx, meetingIds)
    const shown = rows.filter((row) => meetingsOf(row).every((id) => seen.has(id)))
    return {
      data: await Promise.all(shown.map((row) => hideUnseen(tx, ctx, toTrialView(row)))),
    }
  })
}

/** Meetings that the report quotes. */
const meetingsOf = (row: TrialRow): string[] => (row.kind === 'dry-run' ? row.input.meetingIds : [])

async function hideUnseen(tx: TenantTx, ctx: Ctx, view: TrialView): Promise<TrialView> {
  if (!view.regression) return view
  const seen = await listVisibleMeetings(
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
