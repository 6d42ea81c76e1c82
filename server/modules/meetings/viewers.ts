import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { authorize, permissionsOf } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { TenantTx } from '../../../db/tenant.ts'
import type { MeetingView, ViewersBody, ViewersView } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { recordChange } from './repo/record-change.ts'
import { getMeeting, getMeetingForChange, requireUsers } from './repo/meetings.ts'
import { findRole, listViewers, moveAccess, writeViewers } from './repo/access.ts'
import { updateMeeting } from './stage/repo/work.ts'
import { toMeetingView } from './meeting-view.ts'

export async function readViewers(deps: MeetingsDeps, ctx: Ctx, id: string): Promise<ViewersView> {
  authorize(ctx, 'meetings:read')
  return withTenant(deps.db, ctx, async (tx) => {
    await getMeeting(tx, ctx, id)
    return { data: await listViewers(tx, id) }
  })
}

/** Sets who may read a meeting besides its owner and admins. */
export async function replaceViewers(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  { userIds }: ViewersBody,
  expectedRev: number | null,
): Promise<ViewersView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, id, expectedRev)
    await requireUsers(tx, userIds, (at) => `/userIds/${at}`)
    const viewers = [...new Set(userIds.map((id) => id.toLowerCase()))].filter(
      (userId) => userId !== meeting.owner_id,
    )
    const before = (await listViewers(tx, id)).map((viewer) => viewer.id)
    await writeViewers(tx, id, viewers)
    await audit(tx, ctx, 'meeting.viewers_changed', id, {
      gained: viewers.filter((one) => !before.includes(one)).join(' '),
      lost: before.filter((one) => !viewers.includes(one)).join(' '),
    })
    await recordChange(tx, ctx, id, 'viewers_changed')
    return { data: await listViewers(tx, id) }
  })
}

/** Transfers a meeting to another member. The previous owner can still read it. */
export async function transferMeeting(
  deps: MeetingsDeps,
  ctx: Ctx,
  id: string,
  userId: string,
  expectedRev: number | null,
): Promise<MeetingView> {
  authorize(ctx, 'meetings:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const meeting = await getMeetingForChange(tx, ctx, id, expectedRev)
    await requireUsers(tx, [userId], () => '/userId')
    await requireWriter(tx, userId)
    await moveAccess(tx, id, meeting.owner_id, userId)
    await updateMeeting(tx, id, { ownerId: userId })
    await audit(tx, ctx, 'meeting.transferred', id, { from: meeting.owner_id, to: userId })
    await recordChange(tx, ctx, id, 'transferred')
    return toMeetingView(await getMeeting(tx, ctx, id))
  })
}

/** Throws `invalid_request` if the user may not write: an owner must be able to change the meeting. */
async function requireWriter(tx: TenantTx, userId: string): Promise<void> {
  const role = await findRole(tx, userId)
  if (role && permissionsOf(role).includes('meetings:write')) return
  throw new AppError(
    'invalid_request',
    'This member may only read meetings. Choose another member, or ask an admin to change their role.',
    [
      {
        pointer: '/userId',
        detail: 'may not own a meeting',
        inRussian: 'не может владеть встречей',
      },
    ],
    {},
    'Этот участник может только читать встречи. Выберите другого или попросите администратора сменить ему роль.',
  )
}
