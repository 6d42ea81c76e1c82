import { withTenant } from '../../../../db/tenant.ts'
import { authorize, permissionsOf } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import type { IdentityDeps } from '../deps.ts'
import type { UserRow } from '../repo.ts'
import type { MemberList, MembersQuery, MemberView } from './contract.ts'
import { listUsers } from './repo.ts'

const listName = 'members'

/** Lists members by name. Admins also see addresses and deactivated members. */
export async function listMembers(
  deps: IdentityDeps,
  ctx: Ctx,
  { cursor, limit = 20, ...filter }: MembersQuery,
): Promise<MemberList> {
  authorize(ctx, 'members:read')
  const seesAll = managesMembers(ctx)
  const after = readCursor(deps.cursors, listName, cursor)
  const found = await withTenant(deps.db, ctx, (tx) =>
    listUsers(tx, { ...filter, seesAll }, after, limit + 1),
  )
  return toPage(
    found,
    limit,
    (user) => ({
      ...toMemberView(user, seesAll),
      ...(seesAll ? { hasSecondFactor: user.hasSecondFactor } : {}),
    }),
    ({ name, id }) => deps.cursors.sign(listName, [name, id]),
  )
}

const managesMembers = ({ principal }: Ctx): boolean =>
  principal.kind === 'system' || permissionsOf(principal.role).includes('members:write')

export const toMemberView = (user: UserRow, isForAdmin: boolean): MemberView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  status: user.disabledAt ? 'deactivated' : 'active',
  ...(isForAdmin ? { email: user.email, lastSeenAt: user.lastSeenAt?.toISOString() ?? null } : {}),
})
