import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import type { RequirementBody, RequirementView } from './contract.ts'
import {
  countPeopleWithoutFactor,
  findFactorRequirement,
  listAllCredentials,
  setFactorRequirement,
} from './repo/requirement.ts'

const defaultGraceDays = 14

export async function readRequirement(deps: IdentityDeps, ctx: Ctx): Promise<RequirementView> {
  authorize(ctx, 'settings:read')
  return withTenant(deps.db, ctx, async (tx) =>
    toView(await findFactorRequirement(tx), await countPeopleWithoutFactor(tx)),
  )
}

/**
 * Requires a second factor of everybody after a grace period, or ends the requirement. Repeating it without days keeps
 * the earlier date. In force in every process when this returns.
 */
export async function requireFactors(
  deps: IdentityDeps,
  ctx: Ctx,
  { isRequired, graceDays }: RequirementBody,
): Promise<RequirementView> {
  authorize(ctx, 'settings:write')
  const forgetAll = async () => {
    const ids = await withTenant(deps.db, ctx, listAllCredentials)
    await deps.credentials.forget(ctx.tenantId, ids)
  }
  await forgetAll()
  const view = await withTenant(deps.db, ctx, async (tx) => {
    const kept = isRequired && graceDays === undefined ? await findFactorRequirement(tx) : null
    const days = isRequired ? (graceDays ?? defaultGraceDays) : null
    const from = kept ?? (await setFactorRequirement(tx, days))
    await audit(tx, ctx, 'organisation.factor_required', tx.tenantId, {
      required: isRequired,
      ...(kept || days === null ? {} : { days }),
    })
    return toView(from, await countPeopleWithoutFactor(tx))
  })
  await forgetAll()
  return view
}

const toView = (from: Date | null, peopleWithout: number): RequirementView => ({
  isRequired: from !== null,
  from: from?.toISOString() ?? null,
  peopleWithout,
})
