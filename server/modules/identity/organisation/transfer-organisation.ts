import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import type { MemberView } from '../members/contract.ts'
import { toMemberView } from '../members/list-members.ts'
import { lockMembers, lockUser, setRoleOrStatus, revokeIssuedLinks } from '../members/repo.ts'

/** Makes another member an owner and the previous owner an admin, in one step. */
export async function transferOrganisation(
  deps: IdentityDeps,
  ctx: UserCtx,
  userId: string,
): Promise<MemberView> {
  authorize(ctx, 'organisation:write')
  const from = ctx.principal.userId
  const change = () =>
    withWrite(deps.db, ctx, async (tx) => {
      await lockMembers(tx)
      const successor = await lockUser(tx, userId)
      if (successor?.kind !== 'person') throw notFound('member')
      if (successor.id === from || successor.disabledAt) throw noSuccessor()
      // The caller's role may have changed since the request arrived.
      const owner = await lockUser(tx, from)
      if (owner?.role !== 'owner' || owner.disabledAt) throw notFound('member')
      const made = await setRoleOrStatus(tx, successor.id, { role: 'owner' })
      await setRoleOrStatus(tx, from, { role: 'admin' })
      await revokeIssuedLinks(tx, from)
      await audit(tx, ctx, 'organisation.handed_over', tx.tenantId, { from, to: successor.id })
      for (const changed of [successor.id, from]) {
        await publish(tx, { name: 'member.changed', userId: changed })
      }
      return toMemberView(made, true)
    })
  return withCredentialsEvicted(deps, ctx.tenantId, userId, () =>
    withCredentialsEvicted(deps, ctx.tenantId, from, change),
  )
}

const noSuccessor = (): AppError =>
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
