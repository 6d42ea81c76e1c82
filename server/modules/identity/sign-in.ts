import { withTenant } from '../../../db/tenant.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { LoginBody } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import type { PendingSignIn } from './factors/contract.ts'
import { openSessionOrAskFactor, presentFirstStep } from './factors/second-step.ts'
import type { SignedIn, SignInPlace } from './open-session.ts'
import { claimantOfAddress, matchesPassword } from './passwords/hashing.ts'
import { hashSecret } from './refresh-token.ts'
import { findUserByEmail, lockForSignIn, type UserRow } from './repo.ts'
import { attemptNetwork, slowDown, throttleAudited } from './throttle.ts'

/** Failures allowed within the window for each network. */
const limits = { accountFromNetwork: 10, network: 50 }

/**
 * Checks email and password, then opens a session or asks for the second step. Throws `wrong_credentials` or
 * `too_many_requests`.
 */
export async function signIn(
  deps: IdentityDeps,
  ctx: Ctx,
  input: LoginBody,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  const found = await checkPassword(deps, ctx, input)
  const entrance = await withTenant(deps.db, ctx, async (tx) => {
    const user = await lockForSignIn(tx, found)
    return user ? openSessionOrAskFactor(tx, ctx, user, from) : null
  })
  if (!entrance) throw refuse(deps, ctx, found)
  return presentFirstStep(deps, ctx, entrance)
}

/**
 * Returns the active person with this email and password whom it `isFor`. Takes the same time and gives the same answer
 * whatever is wrong: throws `wrong_credentials`, or `too_many_requests` after too many attempts.
 */
export async function checkPassword(
  deps: IdentityDeps,
  ctx: Ctx,
  input: LoginBody,
  isFor: (user: UserRow) => boolean = () => true,
): Promise<UserRow> {
  const email = input.email.trim().toLowerCase()
  const keys = attemptKeys(ctx.tenantId, hashSecret(email), attemptNetwork(ctx.address))
  await throttleAudited(deps, ctx, keys.network, limits.network)
  await throttleAudited(deps, ctx, keys.accountFromNetwork, limits.accountFromNetwork)
  await slowDown(deps.attempts, keys.account)
  const user = await withTenant(deps.db, ctx, (tx) => findUserByEmail(tx, email))
  const matches = await matchesPassword(claimantOfAddress(ctx), input.password, user?.passwordHash)
  if (!user || !matches || user.disabledAt || !isFor(user)) throw refuse(deps, ctx, user)
  await deps.attempts.reset(keys.accountFromNetwork)
  await deps.attempts.forgive(keys.network)
  await deps.attempts.forgive(keys.account)
  return user
}

function refuse({ notes }: IdentityDeps, ctx: Ctx, user: UserRow | undefined): AppError {
  notes.refused(ctx, 'session.refused', { reason: 'wrong_credentials' }, user?.id ?? null)
  return wrongCredentials()
}

const attemptKeys = (tenantId: string, account: string, network: string) => ({
  network: `login/${tenantId}/network/${network}`,
  account: `login/${tenantId}/account/${account}`,
  accountFromNetwork: `login/${tenantId}/account/${account}/${network}`,
})

const wrongCredentials = (): AppError =>
  new AppError(
    'wrong_credentials',
    'Email or password is wrong. Check both, or ask an admin of your organisation for a new password.',
    [],
    {},
    'Почта или пароль не подходят. Проверьте их или попросите администратора организации о новом пароле.',
  )
