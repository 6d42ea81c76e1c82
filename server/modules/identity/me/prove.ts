import { withTenant } from '../../../../db/tenant.ts'
import { sessionNeeded, type UserCtx } from '../../../http/session/visit.ts'
import { audit } from '../../../platform/audit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { IdentityDeps } from '../deps.ts'
import { matchesPassword } from '../passwords/hashing.ts'
import { findUser, type UserRow } from '../repo.ts'
import { throttle } from '../throttle.ts'
import type { StepUpBody } from './contract.ts'
import { noteProof } from './repo.ts'

const wrongAtMost = 10

/** The person whose password this is; null for another one. Guesses are counted for each person. */
export async function findByPassword(
  deps: IdentityDeps,
  ctx: UserCtx,
  password: string,
): Promise<UserRow | null> {
  const { userId } = ctx.principal
  const key = `password/${ctx.tenantId}/${userId}`
  await throttle(deps.attempts, key, wrongAtMost)
  const user = await withTenant(deps.db, ctx, (tx) => findUser(tx, userId))
  if (!user) throw notFound('person')
  const matches = await matchesPassword(claimantOf(ctx), password, user.passwordHash)
  if (!matches) return null
  await deps.attempts.reset(key)
  return user
}

/** Shows once more who the person is: for 15 minutes their session may do what a stolen one must not. */
export async function stepUp(
  deps: IdentityDeps,
  ctx: UserCtx,
  { password }: StepUpBody,
): Promise<void> {
  const sessionId = sessionIdOf(ctx)
  if (!(await findByPassword(deps, ctx, password))) throw wrongPassword()
  await deps.credentials.forget(ctx.tenantId, [sessionId])
  await withTenant(deps.db, ctx, async (tx) => {
    await noteProof(tx, sessionId)
    await audit(tx, ctx, 'session.stepped_up', sessionId)
  })
}

export function sessionIdOf({ principal }: UserCtx): string {
  if (principal.credential.kind !== 'session') throw sessionNeeded()
  return principal.credential.id
}

const wrongPassword = (): AppError =>
  new AppError(
    'wrong_credentials',
    'This is not your password. Try again, or ask an admin of your organisation for a new one.',
    [{ pointer: '/password', detail: 'is not your password', reason: 'wrong_password' }],
    {},
    'Это не ваш пароль. Попробуйте ещё раз или попросите у администратора организации новый.',
  )
