import type { TenantSummary } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError } from '../../../platform/errors.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import { hashNewPassword } from '../passwords/new-password.ts'
import type { ChangePassword } from './contract.ts'
import { findByPassword, sessionIdOf } from './step-up.ts'
import { closeResetLinks, endSessionsOf, recordProof, replacePassword } from './repo.ts'
import { recordEndedSessions } from './sessions.ts'

/** Replaces the person's own password and ends their other sessions. */
export async function changePassword(
  deps: IdentityDeps,
  ctx: UserCtx,
  tenant: TenantSummary,
  { current, next }: ChangePassword,
): Promise<void> {
  const sessionId = sessionIdOf(ctx)
  const user = await findByPassword(deps, ctx, current)
  if (!user) {
    deps.notes.refused(ctx, 'password.refused', { reason: 'wrong_password' }, ctx.principal.userId)
    throw wrongCurrent()
  }
  const hash = await hashNewPassword(
    deps,
    claimantOf(ctx),
    next,
    [user.name, user.email, tenant.name, tenant.slug],
    '/next',
  )
  const ended = await withCredentialsEvicted(deps, ctx.tenantId, user.id, () =>
    withTenant(deps.db, ctx, async (tx) => {
      if (!(await replacePassword(tx, user.id, hash, { hash: user.passwordHash }))) {
        throw wrongCurrent()
      }
      await closeResetLinks(tx, user.id)
      await recordProof(tx, sessionId)
      const ids = await endSessionsOf(tx, user.id, { except: sessionId })
      await audit(tx, ctx, 'password.changed', user.id)
      await recordEndedSessions(tx, ctx, ids)
      return ids
    }),
  )
  await deps.credentials.end(ctx.tenantId, ended)
}

const wrongCurrent = (): AppError =>
  new AppError(
    'invalid_request',
    'This is not your current password. Nothing was changed.',
    [
      {
        pointer: '/current',
        detail: 'is not your password',
        inRussian: 'это не ваш пароль',
        reason: 'wrong_password',
      },
    ],
    {},
    'Это не ваш нынешний пароль. Ничего не изменилось.',
  )
