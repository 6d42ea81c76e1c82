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
import type { Newcomer } from './sign-up.ts'

export const enterSeconds = 60

interface Given {
  slug: string
  email: string
  password: string
  /** The id that an invitation gives the organisation. */
  invitedId: string | undefined
}

/**
 * Goes on where the answer to the same form was lost: with the letter once more, or where none is sent, with a new link
 * that signs the owner in; null for everybody else.
 */
export const resumeSignUp = (
  deps: SignUpDeps,
  newcomer: Newcomer,
  given: Given,
): Promise<SignedUp | null> =>
  deps.hasMail ? sendProofAgain(deps, newcomer, given) : enterAgain(deps, newcomer, given)

/** For whoever signed up within the last hour with the same address and password and has not been there since. */
async function enterAgain(
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
  await withTenant(deps.db, here, (tx) => insertLink(tx, { ...link, seconds: enterSeconds }))
  const origin = originOf(slug)
  const enterUrl = linkTo(origin, 'welcome', token)
  return { tenant: { slug, url: `${origin}/` }, next: 'open', enterUrl }
}

/**
 * The letter once more for whoever signed up before with the same address and password and has not proved it yet; null
 * for everybody else.
 */
async function sendProofAgain(
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
  const letter = await sealMail(deps, tenantId, {
    kind: 'prove-email',
    to: email,
    locale: owner.locale,
    data: { organisation, link, hours: proofHours },
  })
  await withTenant(deps.db, { tenantId }, async (tx) => {
    const seconds = proofHours * 3_600
    const { id: userId } = owner
    await insertLink(tx, { id: newId(), userId, purpose: 'prove-email', tokenHash, email, seconds })
    await letter.queue(tx)
  })
  return { tenant: { slug, url: `${originOf(slug)}/` }, next: 'confirm-email', enterUrl: null }
}
