import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import type { ListMeetingsQuery, MeetingPage } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { toMeetingView } from './meeting-view.ts'
import { listMeetingRows } from './repo/list-meetings.ts'

const listName = 'meetings'

/** Lists the newest meetings first. Keyset pagination over (created_at, id): every page costs the same. */
export async function listMeetings(
  deps: MeetingsDeps,
  ctx: Ctx,
  query: ListMeetingsQuery,
): Promise<MeetingPage> {
  authorize(ctx, 'meetings:read')
  const limit = query.limit ?? 20
  const after = readCursor(deps.cursors, listName, query.cursor)
  const rows = await listMeetingRows(deps.db, ctx, query, after, limit)
  return toPage(rows, limit, toMeetingView, (last) =>
    deps.cursors.sign(listName, [last.position, last.id]),
  )
}
