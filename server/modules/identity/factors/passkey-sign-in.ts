import { withTenant } from '../../../../db/tenant.ts'
import type { Ctx } from '../../../platform/context.ts'
import type { IdentityDeps } from '../deps.ts'
import { openSession, presentSession, type SignedIn, type SignInPlace } from '../open-session.ts'
import { holdForSignIn } from '../repo.ts'
import { attemptNetwork, throttleNoted } from '../throttle.ts'
import type { Assertion } from './contract.ts'
import { wrongProof } from './second-step.ts'
import { askForPasskey, proveByPasskey, type Site } from './verify-passkey.ts'

const attemptsOfNetwork = 100
/** Nobody is known yet: any passkey of this host may answer. */
const question = { purpose: 'sign-in', userId: null, boundTo: null } as const

/** What a passkey is to sign to sign in by itself; the same for everybody. */
export async function askForSignIn(
  deps: IdentityDeps,
  ctx: Ctx,
  site: Site,
): ReturnType<typeof askForPasskey> {
  await throttleNetwork(deps, ctx)
  return askForPasskey(deps, ctx.tenantId, site, question)
}

/** Signs in by a passkey alone: it holds the key, and the authenticator has checked who uses it. Throws `wrong_proof`. */
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
      const user = await holdForSignIn(tx, proof.user)
      return user && (await proof.take(tx, ctx)) ? openSession(tx, ctx, user, from) : null
    }))
  if (session) return presentSession(deps, ctx, session)
  deps.notes.refused(ctx, 'session.refused', { reason: 'wrong_passkey' }, proof?.user.id ?? null)
  throw wrongProof({})
}

const throttleNetwork = (deps: IdentityDeps, ctx: Ctx): Promise<void> =>
  throttleNoted(
    deps,
    ctx,
    `passkey/${ctx.tenantId}/${attemptNetwork(ctx.address)}`,
    attemptsOfNetwork,
  )
