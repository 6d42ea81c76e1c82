import type { TenantTx } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize, permissionsOf } from '../../../platform/authorization.ts'
import type { Ctx, Role } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { requireCapacity } from '../../../../tenants/limits/capacity.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import { listKeysSeenBy } from '../keys/repo.ts'
import { findUser, type UserRow } from '../repo.ts'
import { type MemberView, mostKeysToReplace, type PatchMember } from './contract.ts'
import { enqueueSeatUpdate } from './enqueue-seat-update.ts'
import { toMemberView } from './list-members.ts'
import {
  countOtherOwners,
  revokeAllAccess,
  lockMembers,
  lockUser,
  setRoleOrStatus,
  revokeIssuedLinks,
  withdrawInvitationsTo,
} from './repo.ts'
import { lastOwner, requireMayGive, requireMayTouch } from './rules.ts'

/**
 * Changes a member's role or status; in force in every process when this returns. Throws `owns_things` if a leaving
 * person's meetings need a new owner, `last_owner`, `member_limit_reached`, `forbidden`.
 */
export async function changeMember(
  deps: IdentityDeps,
  ctx: Ctx,
  id: string,
  input: PatchMember,
): Promise<MemberView> {
  authorize(ctx, 'members:write')
  return withCredentialsEvicted(deps, ctx.tenantId, id, () =>
    withWrite(deps.db, ctx, async (tx) => {
      await lockMembers(tx)
      const member = await lockUser(tx, id)
      if (member?.kind !== 'person') throw notFound('member')
      await requireAllowed(tx, ctx, member, input)
      if (input.transferTo) await transferOwnedMeetings(deps, tx, ctx, member, input.transferTo)
      const changed = await changeRole(tx, ctx, member, input)
      const view = toMemberView(await changeStatus(deps, tx, ctx, changed, input), true)
      if (input.status !== 'deactivated') return view
      return { ...view, keysToReplace: await listKeysToReplace(tx, id) }
    }),
  )
}

async function requireAllowed(
  tx: TenantTx,
  ctx: Ctx,
  member: UserRow,
  { role, status }: PatchMember,
): Promise<void> {
  requireMayTouch(ctx, member)
  if (role) requireMayGive(ctx, role)
  const leaves = (role !== undefined && role !== 'owner') || status === 'deactivated'
  if (!leaves || member.role !== 'owner' || member.disabledAt) return
  if ((await countOtherOwners(tx, member.id)) === 0) throw lastOwner()
}

async function changeRole(
  tx: TenantTx,
  ctx: Ctx,
  member: UserRow,
  { role }: PatchMember,
): Promise<UserRow> {
  if (!role || role === member.role) return member
  const changed = await setRoleOrStatus(tx, member.id, { role })
  if (rank(role) < rank(member.role)) await revokeIssuedLinks(tx, member.id)
  await audit(tx, ctx, 'member.role_changed', member.id, { from: member.role, to: role })
  await publish(tx, { name: 'member.changed', userId: member.id })
  return changed
}

async function listKeysToReplace(
  tx: TenantTx,
  userId: string,
): Promise<NonNullable<MemberView['keysToReplace']>> {
  const keys = await listKeysSeenBy(tx, userId, mostKeysToReplace)
  return keys.map(({ id, name, userId: accountId, ownerName: account }) => ({
    id,
    name,
    serviceAccount: { id: accountId, name: account },
  }))
}

const rank = (role: Role): number => permissionsOf(role).length

async function changeStatus(
  { ownedMeetings }: IdentityDeps,
  tx: TenantTx,
  ctx: Ctx,
  member: UserRow,
  { status }: PatchMember,
): Promise<UserRow> {
  const isActive = member.disabledAt === null
  if (status === undefined || (status === 'active') === isActive) return member
  if (status === 'active') {
    await requireCapacity(tx, 'members')
    const back = await setRoleOrStatus(tx, member.id, { isDisabled: false })
    await enqueueSeatUpdate(tx)
    await audit(tx, ctx, 'member.reactivated', member.id)
    return back
  }
  const { meetings } = await ownedMeetings.count(tx, member.id)
  if (meetings > 0) throw ownsMeetings(meetings)
  const gone = await setRoleOrStatus(tx, member.id, { isDisabled: true })
  await revokeAllAccess(tx, member.id)
  await withdrawInvitationsTo(tx, member.id)
  await revokeIssuedLinks(tx, member.id)
  await enqueueSeatUpdate(tx)
  await audit(tx, ctx, 'member.deactivated', member.id)
  await publish(tx, { name: 'member.changed', userId: member.id })
  return gone
}

async function transferOwnedMeetings(
  { ownedMeetings }: IdentityDeps,
  tx: TenantTx,
  ctx: Ctx,
  member: UserRow,
  to: string,
): Promise<void> {
  const successor = to.toLowerCase() === member.id ? undefined : await findUser(tx, to)
  const mayOwn =
    successor && !successor.disabledAt && permissionsOf(successor.role).includes('meetings:write')
  if (!mayOwn) throw noSuccessor()
  const meetings = await ownedMeetings.transferAll(tx, ctx, member.id, successor.id)
  if (meetings === 0) return
  await audit(tx, ctx, 'member.things_transferred', member.id, { to: successor.id, meetings })
}

const plural = new Intl.PluralRules('ru')
const meetingWords: Record<string, string> = {
  one: 'встреча',
  few: 'встречи',
}

const ownsMeetings = (meetings: number): AppError =>
  new AppError(
    'owns_things',
    `This person owns ${meetings} ${meetings === 1 ? 'meeting' : 'meetings'}. Choose who gets them; send it as transferTo.`,
    [{ pointer: '/transferTo', detail: String(meetings), reason: 'owns_meetings' }],
    {},
    `Этому человеку принадлежит ${meetings} ${meetingWords[plural.select(meetings)] ?? 'встреч'}. Выберите, кому их передать (transferTo).`,
  )

const noSuccessor = (): AppError =>
  new AppError(
    'invalid_request',
    'Choose another active member who may own meetings: viewers may not.',
    [
      {
        pointer: '/transferTo',
        detail: 'cannot own meetings',
        inRussian: 'не может владеть встречами',
        reason: 'cannot_own',
      },
    ],
    {},
    'Выберите другого действующего участника, который может владеть встречами: читатели не могут.',
  )
