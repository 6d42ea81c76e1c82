import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError } from '../../../platform/errors.ts'
import type { IdentityDeps } from '../deps.ts'
import { refuseLink } from '../link-token.ts'
import type { PendingSignIn } from '../factors/contract.ts'
import { openSessionOrAskFactor, presentFirstStep } from '../factors/second-step.ts'
import { asUser, type SignedIn, type SignInPlace } from '../open-session.ts'
import { hashSecret } from '../refresh-token.ts'
import { findUser } from '../repo.ts'
import { linkAttemptsKey, throttleAudited } from '../throttle.ts'
import { claimantOfAddress, matchesPassword } from '../passwords/hashing.ts'
import type { ConfirmBody } from './contract.ts'
import { findLinkOwner, proveOwner, takeLink } from './repo.ts'

const attemptsOfAddress = 100
const wrongAtMost = 10

/** Signs in the holder of a link that sign-up returned. Throws `link_over`. */
export async function signInByLink(
  deps: IdentityDeps,
  ctx: Ctx,
  token: string,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), attemptsOfAddress)
  return signInWithLink(deps, ctx, 'sign-in', token, from)
}

/**
 * Proves an email address by a mailed link and opens the organisation that signed up with it. Also requires the
 * password: if somebody signed up with another person's address, that person's click must not open the organisation,
 * nor make them the owner of it. Throws `link_over` and `wrong_credentials`.
 */
export async function confirmEmail(
  deps: IdentityDeps,
  ctx: Ctx,
  { token, password }: ConfirmBody,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), attemptsOfAddress)
  const tokenHash = hashSecret(token)
  const owner = await withTenant(deps.db, ctx, (tx) => findLinkOwner(tx, 'prove-email', tokenHash))
  if (!owner) throw refuseLink(deps, ctx)
  await throttleAudited(deps, ctx, `confirm/${ctx.tenantId}/${tokenHash}`, wrongAtMost)
  const matches = await matchesPassword(claimantOfAddress(ctx), password, owner.passwordHash)
  if (!matches) {
    deps.notes.refused(ctx, 'session.refused', { reason: 'wrong_password' }, owner.id)
    throw notTheirPassword()
  }
  return signInWithLink(deps, ctx, 'prove-email', token, from)
}

async function signInWithLink(
  deps: IdentityDeps,
  ctx: Ctx,
  purpose: 'sign-in' | 'prove-email',
  token: string,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  const entered = await withTenant(deps.db, ctx, async (tx) => {
    const taken = await takeLink(tx, purpose, hashSecret(token))
    const user = taken && (await findUser(tx, taken.userId))
    if (!user || user.disabledAt) throw refuseLink(deps, ctx)
    // If the address has changed since, the new one must be proved instead.
    if (purpose === 'prove-email' && taken.email !== user.email) throw refuseLink(deps, ctx)
    if (purpose === 'prove-email') await proveOwner(tx, user.id)
    const entrance = await openSessionOrAskFactor(tx, ctx, user, from)
    if (purpose === 'prove-email') {
      const by = 'session' in entrance ? asUser(ctx, user, entrance.session.sessionId) : ctx
      await audit(tx, by, 'email.proved', user.id)
    }
    return entrance
  })
  return presentFirstStep(deps, ctx, entered)
}

const notTheirPassword = (): AppError =>
  new AppError(
    'wrong_credentials',
    'This is not the password of the account that the message is about. If you neither signed up nor asked for it, ignore the message: nothing happens without the password.',
    [
      {
        pointer: '/password',
        detail: 'is not the password of this account',
        inRussian: 'это не пароль этой учётной записи',
        reason: 'wrong_password',
      },
    ],
    {},
    'Это не пароль той учётной записи, о которой письмо. Если вы ничего не создавали и не просили, ничего не делайте: без пароля ничего не произойдёт.',
  )
