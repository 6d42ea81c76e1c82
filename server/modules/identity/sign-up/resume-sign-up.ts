import { findTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { newId } from '../../../platform/ids.ts'
import { sealMail } from '../../mail/index.ts'
import { proofHours } from '../email/repo.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { matchesPassword } from '../passwords/hashing.ts'
import { findUserByEmail } from '../repo.ts'
import type { SignedUp } from './contract.ts'
import type { SignUpDeps } from './deps.ts'
import { findAwaitedOwner, insertLink } from './repo.ts'
import type { Newcomer } from './newcomer.ts'

export const signInLinkSeconds = 60

interface Given {
  slug: string
  email: string
  password: string
  /** The organisation id from a sign-up invitation. */
  invitedId: string | undefined
}

/**
 * Continues a sign-up whose answer was lost: resends the message, or without mail returns a new sign-in link; null for
 * anybody else.
 */
export const resumeSignUp = (
  deps: SignUpDeps,
  newcomer: Newcomer,
  given: Given,
): Promise<SignedUp | null> =>
  deps.hasMail ? resendProof(deps, newcomer, given) : renewSignInLink(deps, newcomer, given)

/** For a repeated sign-up within an hour with the same address and password, if the owner has not signed in since. */
async function renewSignInLink(
  deps: SignUpDeps,
  { address, signal, originOf }: Newcomer,
  { slug, email, password, invitedId }: Given,
): Promise<SignedUp | null> {
  const tenant = await findTenant(deps.db, slug)
  if (!tenant || (invitedId !== undefined && invitedId !== tenant.id)) return null
  const here = { tenantId: tenant.id }
  const owner = await withTenant(deps.db, here, (tx) => findAwaitedOwner(tx, email))
  const claimant = { tenantId: '', personId: address, signal }
  if (!owner || !(await matchesPassword(claimant, password, owner.passwordHash))) return null
  const { token, tokenHash } = newLinkToken()
  const link = { id: newId(), userId: owner.id, purpose: 'sign-in' as const, tokenHash, email }
  await withTenant(deps.db, here, (tx) => insertLink(tx, { ...link, seconds: signInLinkSeconds }))
  const origin = originOf(slug)
  const enterUrl = linkTo(origin, 'welcome', token)
  return { tenant: { slug, url: `${origin}/` }, next: 'open', enterUrl }
}

/**
 * Resends the message for a repeated sign-up with the same address and password that is not proved yet; null for
 * anybody else.
 */
async function resendProof(
  deps: SignUpDeps,
  { address, signal, originOf }: Newcomer,
  { slug, email, password }: Given,
): Promise<SignedUp | null> {
  const tenant = await findTenant(deps.db, slug)
  if (tenant?.status !== 'unproved') return null
  const { id: tenantId, name: organisation } = tenant
  const owner = await withTenant(deps.db, { tenantId }, (tx) => findUserByEmail(tx, email))
  const claimant = { tenantId: '', personId: address, signal }
  if (!(await matchesPassword(claimant, password, owner?.passwordHash)) || !owner) return null
  const { token, tokenHash } = newLinkToken()
  const link = linkTo(originOf(slug), 'confirm', token)
  const mail = await sealMail(deps, tenantId, {
    kind: 'prove-email',
    to: email,
    locale: owner.locale,
    data: { organisation, link, hours: proofHours },
  })
  await withTenant(deps.db, { tenantId }, async (tx) => {
    const seconds = proofHours * 3_600
    const { id: userId } = owner
    await insertLink(tx, { id: newId(), userId, purpose: 'prove-email', tokenHash, email, seconds })
    await mail.queue(tx)
  })
  return { tenant: { slug, url: `${originOf(slug)}/` }, next: 'confirm-email', enterUrl: null }
}
