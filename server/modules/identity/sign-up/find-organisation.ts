import { withTenant } from '../../../../db/tenant.ts'
import { sealMail, ignoreMailLimit } from '../../mail/index.ts'
import { hashSecret } from '../refresh-token.ts'
import { attemptNetwork, throttle } from '../throttle.ts'
import type { SignUpDeps } from './deps.ts'
import { findMemberships } from './repo.ts'
import type { Newcomer } from './newcomer.ts'

const limits = { address: 20, account: 5 }
const maxListed = 20

/** Mails an address where its owner signs in. The caller learns nothing: mail is sent after the answer. */
export async function findOrganisations(
  deps: SignUpDeps,
  newcomer: Newcomer,
  given: string,
): Promise<void> {
  const email = given.trim().toLowerCase()
  await throttle(deps.attempts, `find/network/${attemptNetwork(newcomer.address)}`, limits.address)
  await throttle(deps.attempts, `find/account/${hashSecret(email)}`, limits.account)
  if (!deps.hasMail) return
  void mailOrganisations(deps, newcomer, email).catch((error: unknown) =>
    deps.log.error(
      { err: error, requestId: newcomer.requestId },
      'The organisations of an address could not be looked up',
    ),
  )
}

async function mailOrganisations(
  deps: SignUpDeps,
  { originOf }: Newcomer,
  email: string,
): Promise<void> {
  for (const { tenantId, slug, name, locale } of (await findMemberships(deps.db, email)).slice(
    0,
    maxListed,
  )) {
    const data = { organisation: name, link: `${originOf(slug)}/` }
    const mail = await sealMail(deps, tenantId, {
      kind: 'your-organisation',
      to: email,
      locale,
      data,
    })
    await ignoreMailLimit(() => withTenant(deps.db, { tenantId }, (tx) => mail.queue(tx)))
  }
}
