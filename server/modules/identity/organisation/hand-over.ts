import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../platform/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { UserCtx } from '../../../http/session/visit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { withWrite } from '../../../platform/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { forgetWhile } from '../forget-while.ts'
import type { MemberView } from '../members/contract.ts'
import { toMemberView } from '../members/list-members.ts'
import { lockMembers, lockUser, setStanding, takeBackHandedOut } from '../members/repo.ts'

/** Makes another member an owner and the one who hands over an admin, in one step. */
export async function handOver(
  deps: IdentityDeps,
  ctx: UserCtx,
  userId: string,
): Promise<MemberView> {
  authorize(ctx, 'organisation:write')
  const from = ctx.principal.userId
  const change = () =>
    withWrite(deps.db, ctx, async (tx) => {
      await lockMembers(tx)
      const heir = await lockUser(tx, userId)
      if (heir?.kind !== 'person') throw notFound('member')
      if (heir.id === from || heir.disabledAt) throw noHeir()
      // Since this request came in somebody may have made them something else.
      const owner = await lockUser(tx, from)
      if (owner?.role !== 'owner' || owner.disabledAt) throw notFound('member')
      const made = await setStanding(tx, heir.id, { role: 'owner' })
      await setStanding(tx, from, { role: 'admin' })
      await takeBackHandedOut(tx, from)
      await audit(tx, ctx, 'organisation.handed_over', tx.tenantId, { from, to: heir.id })
      for (const changed of [heir.id, from]) {
        await publish(tx, { name: 'member.changed', userId: changed })
      }
      return toMemberView(made, true)
    })
  return forgetWhile(deps, ctx.tenantId, userId, () =>
    forgetWhile(deps, ctx.tenantId, from, change),
  )
}

const noHeir = (): AppError =>
  new AppError(
    'invalid_request',
    'Choose another member who may sign in.',
    [
      {
        pointer: '/userId',
        detail: 'must be another active member',
        inRussian: 'нужен другой действующий участник',
        reason: 'cannot_own',
      },
    ],
    {},
    'Выберите другого участника, у которого есть доступ.',
  )
