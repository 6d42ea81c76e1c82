import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import { lockMembers, lockUser } from '../members/repo.ts'
import { requireMayTouch } from '../members/rules.ts'
import { findUser } from '../repo.ts'
import { prepareAccountMail } from './change-factors.ts'
import { deleteFactors, listMethods } from './repo/methods.ts'

/** Deletes the factors of a member who lost them, so that the password alone signs them in; notifies them. */
export async function resetFactors(
  deps: Pick<IdentityDeps, 'db' | 'credentials' | 'accountMail'>,
  ctx: Ctx,
  id: string,
): Promise<void> {
  authorize(ctx, 'members:write')
  const found = await withTenant(deps.db, ctx, (tx) => findUser(tx, id))
  if (found?.kind !== 'person') throw notFound('member')
  const queueMail = await prepareAccountMail(deps, ctx, id, 'factors_reset')
  await withCredentialsEvicted(deps, ctx.tenantId, id, () =>
    withTenant(deps.db, ctx, async (tx) => {
      await lockMembers(tx)
      const member = await lockUser(tx, id)
      if (member?.kind !== 'person') throw notFound('member')
      requireMayTouch(ctx, member)
      if ((await listMethods(tx, id)).length === 0) throw nothingToReset()
      await deleteFactors(tx, id)
      await audit(tx, ctx, 'member.factors_reset', id)
      await queueMail(tx)
    }),
  )
}

const nothingToReset = (): AppError =>
  new AppError(
    'wrong_state',
    'This person has no second factor, so there is nothing to reset.',
    [],
    {},
    'У этого человека нет второго фактора, сбрасывать нечего.',
  )
