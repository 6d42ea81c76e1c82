import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import { linkOver } from '../link-token.ts'
import type { PendingSignIn } from '../factors/contract.ts'
import { enterOrAsk, presentEntrance } from '../factors/second-step.ts'
import { asUser, type SignedIn, type SignInPlace } from '../open-session.ts'
import { hashSecret } from '../refresh-token.ts'
import { findUser } from '../repo.ts'
import { linkAttempts, throttle } from '../throttle.ts'
import { proveOwner, takeLink } from './repo.ts'

const attemptsOfAddress = 100

/**
 * Signs in whoever holds a link that was made for them: right after signing up, or to prove their e-mail address, which
 * opens their organisation. Throws `link_over`.
 */
export async function enterByLink(
  deps: IdentityDeps,
  ctx: Ctx,
  purpose: 'sign-in' | 'prove-email',
  token: string,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  await throttle(deps.attempts, linkAttempts(ctx), attemptsOfAddress)
  const entered = await withTenant(deps.db, ctx, async (tx) => {
    const taken = await takeLink(tx, purpose, hashSecret(token))
    const user = taken && (await findUser(tx, taken.userId))
    if (!user || user.disabledAt) throw linkOver()
    if (purpose === 'prove-email') await proveOwner(tx, user.id)
    const entrance = await enterOrAsk(tx, ctx, user, from)
    if (purpose === 'prove-email') {
      const by = 'session' in entrance ? asUser(ctx, user, entrance.session.sessionId) : ctx
      await audit(tx, by, 'email.proved', user.id)
    }
    return entrance
  })
  return presentEntrance(deps, ctx, entered)
}
