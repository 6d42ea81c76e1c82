import { withTenant } from '../../../../db/tenant.ts'
import { authorize, permissionsOf } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import type { UserRow } from '../repo.ts'
import type { MemberList, MembersQuery, MemberView } from './contract.ts'
import { listUsers } from './repo.ts'

/** People by name. Admins see addresses, and those who may not come in any more. */
export async function listMembers(
  deps: IdentityDeps,
  ctx: Ctx,
  query: MembersQuery,
): Promise<MemberList> {
  authorize(ctx, 'members:read')
  const seesAll = governsMembers(ctx)
  const found = await withTenant(deps.db, ctx, (tx) => listUsers(tx, { ...query, seesAll }))
  return {
    data: found.map((user) => ({
      ...toMemberView(user, seesAll),
      ...(seesAll ? { hasSecondFactor: user.hasSecondFactor } : {}),
    })),
  }
}

const governsMembers = ({ principal }: Ctx): boolean =>
  principal.kind === 'system' || permissionsOf(principal.role).includes('members:write')

export const toMemberView = (user: UserRow, isForAdmin: boolean): MemberView => ({
  id: user.id,
  name: user.name,
  role: user.role,
  status: user.disabledAt ? 'deactivated' : 'active',
  ...(isForAdmin ? { email: user.email, lastSeenAt: user.lastSeenAt?.toISOString() ?? null } : {}),
})
