import { withTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import type { MeetingHistory, MeetingView } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { getMeeting, listHistory } from './repo/meetings.ts'
import { toMeetingView } from './meeting-view.ts'

export async function readMeeting(deps: MeetingsDeps, ctx: Ctx, id: string): Promise<MeetingView> {
  authorize(ctx, 'meetings:read')
  return toMeetingView(await withTenant(deps.db, ctx, (tx) => getMeeting(tx, ctx, id)))
}

export async function readHistory(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
): Promise<MeetingHistory> {
  authorize(ctx, 'meetings:read')
  const rows = await withTenant(deps.db, ctx, async (tx) => {
    await getMeeting(tx, ctx, id)
    return listHistory(tx, id)
  })
  return {
    data: rows.map(({ event, actorName }) => ({
      id: event.id,
      kind: event.kind,
      status: event.status,
      stage: event.stage,
      reason: event.reason,
      actor: event.actorId && actorName ? { id: event.actorId, name: actorName } : null,
      renamed: event.renamed ?? [],
      at: event.createdAt.toISOString(),
    })),
  }
}
