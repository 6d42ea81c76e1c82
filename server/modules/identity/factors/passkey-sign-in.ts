import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import { openSession, issueTokens, type SignedIn, type SignInPlace } from '../open-session.ts'
import { lockForSignIn } from '../repo.ts'
import { attemptNetwork, throttleAudited } from '../throttle.ts'
import type { Assertion } from './contract.ts'
import { wrongProof } from './second-step.ts'
import { passkeyRequestOptions, proveByPasskey, type Site } from './verify-passkey.ts'

const attemptsOfNetwork = 100
/** The person is not known yet: any passkey of this host is accepted. */
const question = { purpose: 'sign-in', userId: null, boundTo: null } as const

/** WebAuthn options for signing in with a passkey alone; the same for everybody. */
export async function passkeySignInOptions(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
): ReturnType<typeof passkeyRequestOptions> {
  await throttleNetwork(deps, ctx)
  return passkeyRequestOptions(deps, ctx.tenantId, site, question)
}

/**
 * Signs in with a passkey alone: it proves possession, and the authenticator has verified the user. Throws
 * `wrong_proof`.
 */
export async function signInByPasskey(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
  assertion: Assertion,
  from: SignInPlace,
): Promise<SignedIn> {
  await throttleNetwork(deps, ctx)
  const proof = await proveByPasskey(deps, ctx.tenantId, site, assertion, question)
  const session =
    proof &&
    (await withTenant(deps.db, ctx, async (tx) => {
      const user = await lockForSignIn(tx, proof.user)
      return user && (await proof.take(tx, ctx)) ? openSession(tx, ctx, user, from) : null
    }))
  if (session) return issueTokens(deps, ctx, session)
  deps.notes.refused(ctx, 'session.refused', { reason: 'wrong_passkey' }, proof?.user.id ?? null)
  throw wrongProof({})
}

const throttleNetwork = (deps: IdentityDeps, ctx: Ctx): Promise<void> =>
  throttleAudited(
    deps,
    ctx,
    `passkey/${ctx.tenantId}/${attemptNetwork(ctx.address)}`,
    attemptsOfNetwork,
  )
