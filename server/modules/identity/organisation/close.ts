import type { TenantSummary } from '../../../../db/lookup.ts'
import { outsideTransaction, withTenant } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import { announceChange } from '../../../platform/tenant-changes.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { proveByCode } from '../factors/proof.ts'
import { listMethods } from '../factors/repo/methods.ts'
import { wrongProof } from '../factors/second-step.ts'
import { enqueueSeatUpdate } from '../members/enqueue-seat-update.ts'
import { checkPassword } from '../sign-in.ts'
import type { ClosedView, ReopenBody } from './contract.ts'
import { closeTenant, reopenTenant } from './repo.ts'

/**
 * Suspends the organisation at its owner's request: nothing is deleted, and the owner can reopen it for 30 days. Ends
 * paid subscriptions first; if that fails, the organisation stays open.
 */
export async function closeOrganisation(deps: IdentityDeps, ctx: Ctx): Promise<ClosedView> {
  authorize(ctx, 'organisation:write')
  const close = () =>
    withWrite(deps.db, ctx, async (tx) => {
      const subscriptionEnded = await outsideTransaction(tx, 'subscription', () =>
        deps.endSubscription(ctx),
      )
      const until = await closeTenant(tx)
      if (!until) throw notClosed()
      await audit(tx, ctx, 'organisation.closed', tx.tenantId, { subscriptionEnded })
      // Finds and ends a subscription that was bought during the closing.
      await enqueueSeatUpdate(tx)
      await publish(tx, { name: 'tenant.suspended' })
      return { reopenUntil: until.toISOString(), subscriptionEnded }
    })
  return announceChange(deps.tenantChanges, ctx.tenantId, close)
}

/**
 * Reopens an organisation that its owner closed. Throws `wrong_credentials` for anybody but an owner, and `wrong_proof`
 * if the owner has a second factor and its code is missing.
 */
export async function reopenOrganisation(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  { code, ...input }: ReopenBody,
): Promise<void> {
  const owner = await checkPassword(deps, ctx, input, (user) => user.role === 'owner')
  const methods = await withTenant(deps.db, ctx, (tx) => listMethods(tx, owner.id))
  const proof =
    methods.length === 0 || code === undefined ? null : await proveByCode(deps, ctx, owner.id, code)
  if (methods.length > 0 && !proof) throw code === undefined ? codeNeeded() : wrongProof({ code })
  const reopen = () =>
    withTenant(deps.db, ctx, async (tx) => {
      if (proof && !(await proof.take(tx, ctx))) throw wrongProof({ code })
      if (!(await reopenTenant(tx))) throw notClosed()
      await audit(tx, ctx, 'organisation.reopened', tenant.id, { by: owner.id })
    })
  await announceChange(deps.tenantChanges, tenant.id, reopen)
}

const codeNeeded = (): AppError =>
  new AppError(
    'wrong_proof',
    'You have a second factor: send a code from your app or a recovery code as well.',
    [{ pointer: '/code', detail: 'is needed', inRussian: 'нужен код', reason: 'code_needed' }],
    {},
    'У вас есть второй фактор: отправьте также код из приложения или резервный код.',
  )

const notClosed = (): AppError =>
  new AppError(
    'wrong_state',
    'Only an organisation that its owner closed within the last 30 days can be reopened, and only an open one can be closed. Ask your AAM operator.',
    [],
    {},
    'Открыть снова можно только то, что владелец закрыл не больше 30 дней назад, а закрыть — только открытое. Обратитесь к тому, кто отвечает у вас за AAM.',
  )
