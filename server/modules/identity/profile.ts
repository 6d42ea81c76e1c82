import { withTenant } from '../../../db/tenant.ts'
import type { TenantSummary } from '../../../db/lookup.ts'
import { permissionsOf } from '../../platform/authorization.ts'
import { audit } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { notFound } from '../../platform/errors.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { MeView, PatchMe } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import { lockUser } from './members/repo.ts'
import { toOwnTenant, toUserView } from './view.ts'
import { findFactorDeadline, findUser, updateUser, type UserRow } from './repo.ts'

type UserCtx = Ctx & { principal: UserPrincipal }

export async function getMe(
  deps: IdentityDeps,
  ctx: UserCtx,
  tenant: TenantSummary,
): Promise<MeView> {
  return withTenant(deps.db, ctx, async (tx) => {
    const { userId } = ctx.principal
    return toMeView(await findUser(tx, userId), tenant, await findFactorDeadline(tx, userId))
  })
}

export async function changeMe(
  deps: IdentityDeps,
  ctx: UserCtx,
  tenant: TenantSummary,
  input: PatchMe,
): Promise<MeView> {
  return withWrite(deps.db, ctx, async (tx) => {
    const { userId } = ctx.principal
    const before = await lockUser(tx, userId)
    const after = await updateUser(tx, userId, input)
    if (!before || !after) throw notFound('person')
    const change = describeChange(toFields(before), toFields(after), ['locale', 'timeZone'])
    await audit(tx, ctx, 'user.changed', userId, change)
    return toMeView(after, tenant, await findFactorDeadline(tx, userId))
  })
}

const toFields = ({ name, locale, timeZone }: UserRow) => ({ name, locale, timeZone })

function toMeView(
  user: UserRow | undefined,
  tenant: TenantSummary,
  factorNeededFrom: Date | null,
): MeView {
  if (!user) throw notFound('person')
  return {
    user: toUserView(user),
    tenant: toOwnTenant(tenant),
    can: [...permissionsOf(user.role)],
    factorNeededFrom: factorNeededFrom?.toISOString() ?? null,
  }
}
