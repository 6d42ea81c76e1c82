import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { sessionNeeded, type UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { claimantOf } from '../../../platform/fair-gate.ts'
import type { IdentityDeps } from '../deps.ts'
import { proveByCode } from '../factors/proof.ts'
import { requireOneProof, wrongProof } from '../factors/second-step.ts'
import { passkeyRequestOptions, proveByPasskey, type Site } from '../factors/verify-passkey.ts'
import { matchesPassword } from '../passwords/hashing.ts'
import { findUser, type UserRow } from '../repo.ts'
import { throttleAudited } from '../throttle.ts'
import type { StepUpBody } from './contract.ts'
import { recordProof } from './repo.ts'

const wrongAtMost = 10

/** Returns the person if the password is right, else null. Attempts are counted per person. */
export async function findByPassword(
  deps: IdentityDeps,
  ctx: UserCtx,
  password: string,
): Promise<UserRow | null> {
  const { userId } = ctx.principal
  const key = `password/${ctx.tenantId}/${userId}`
  await throttleAudited(deps, ctx, key, wrongAtMost)
  const user = await withTenant(deps.db, ctx, (tx) => findUser(tx, userId))
  if (!user) throw notFound('person')
  const matches = await matchesPassword(claimantOf(ctx), password, user.passwordHash)
  if (!matches) return null
  await deps.attempts.reset(key)
  return user
}

/**
 * Re-authenticates a person: for 15 minutes the session may perform protected actions, which a stolen session must not.
 * A password, a code or a passkey is enough, since the session was opened with all of the person's factors.
 */
export async function stepUp(
  deps: IdentityDeps,
  ctx: UserCtx,
  site: Site,
  given: StepUpBody,
): Promise<void> {
  requireOneProof(given)
  const sessionId = sessionIdOf(ctx)
  const take = await prove(deps, ctx, site, given)
  if (!take) throw refuseStepUp(deps, ctx, given)
  await deps.credentials.forget(ctx.tenantId, [sessionId])
  await withTenant(deps.db, ctx, async (tx) => {
    if (!(await take(tx))) throw refuseStepUp(deps, ctx, given)
    await recordProof(tx, sessionId)
    await audit(tx, ctx, 'session.stepped_up', sessionId)
  })
}

/** WebAuthn options for a step-up. */
export const stepUpOptions = (
  deps: IdentityDeps,
  ctx: UserCtx,
  site: Site,
): ReturnType<typeof passkeyRequestOptions> =>
  passkeyRequestOptions(deps, ctx.tenantId, site, passkeyQuestion(ctx))

const passkeyQuestion = (ctx: UserCtx) => ({
  purpose: 'step-up' as const,
  userId: ctx.principal.userId,
  boundTo: sessionIdOf(ctx),
})

/** Returns a function that consumes the proof in the transaction of what it allows; null for a wrong proof. */
async function prove(
  deps: IdentityDeps,
  ctx: UserCtx,
  site: Site,
  { password, code, assertion }: StepUpBody,
): Promise<((tx: TenantTx) => Promise<boolean>) | null> {
  if (password !== undefined) {
    const isRight = (await findByPassword(deps, ctx, password)) !== null
    return isRight ? () => Promise.resolve(true) : null
  }
  const { userId } = ctx.principal
  const proof =
    code !== undefined
      ? await proveByCode(deps, ctx, userId, code)
      : assertion &&
        (await proveByPasskey(deps, ctx.tenantId, site, assertion, passkeyQuestion(ctx)))
  return proof ? (tx) => proof.take(tx, ctx) : null
}

function refuseStepUp({ notes }: IdentityDeps, ctx: UserCtx, given: StepUpBody): AppError {
  const { password, code } = given
  const reason =
    password !== undefined ? 'wrong_password' : code !== undefined ? 'wrong_code' : 'wrong_passkey'
  notes.refused(ctx, 'session.step_up_refused', { reason }, sessionIdOf(ctx))
  return password === undefined ? wrongProof(given) : wrongPassword()
}

export function sessionIdOf({ principal }: UserCtx): string {
  if (principal.credential.kind !== 'session') throw sessionNeeded()
  return principal.credential.id
}

const wrongPassword = (): AppError =>
  new AppError(
    'wrong_credentials',
    'This is not your password. Try again, or ask an admin of your organisation for a new one.',
    [
      {
        pointer: '/password',
        detail: 'is not your password',
        inRussian: 'это не ваш пароль',
        reason: 'wrong_password',
      },
    ],
    {},
    'Это не ваш пароль. Попробуйте ещё раз или попросите у администратора организации новый.',
  )
