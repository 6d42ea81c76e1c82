import { findTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { newId } from '../../../platform/ids.ts'
import { sealMail } from '../../mail/index.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { matchesPassword } from '../passwords/hashing.ts'
import { findUserByEmail } from '../repo.ts'
import type { SignedUp } from './contract.ts'
import type { SignUpDeps } from './deps.ts'
import { insertLink } from './repo.ts'
import type { Newcomer } from './sign-up.ts'

export const proofHours = 24

/**
 * The letter once more for whoever signed up before with the same address and password and has not proved it yet; null
 * for everybody else.
 */
export async function sendProofAgain(
  deps: SignUpDeps,
  { address, signal, originOf }: Newcomer,
  { slug, email, password }: { slug: string; email: string; password: string },
): Promise<SignedUp | null> {
  const tenant = deps.hasMail ? await findTenant(deps.db, slug) : null
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
