import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import { linkTo, newLinkToken } from '../link-token.ts'
import { findOrganisationName, findUser } from '../repo.ts'
import { throttleAudited } from '../throttle.ts'
import { insertProofLink, proofHours } from './repo.ts'

const perPerson = 5

/**
 * Sends a link to the person's own unproved address; the link and their password prove it (`POST /auth/confirm-email`).
 * Throws `wrong_state` if it is proved already or no mail is configured.
 */
export async function requestEmailProof(
  deps: IdentityDeps,
  ctx: UserCtx,
  origin: string,
): Promise<void> {
  const { accountMail } = deps
  if (!accountMail) throw noMail()
  const { userId } = ctx.principal
  await throttleAudited(deps, ctx, `prove-email/${ctx.tenantId}/${userId}`, perPerson)
  const { user, organisation } = await withTenant(deps.db, ctx, async (tx) => ({
    user: await findUser(tx, userId),
    organisation: await findOrganisationName(tx),
  }))
  if (!user?.email) throw notFound('person')
  if (user.emailProvedAt) throw provedAlready()
  const { email } = user
  const { token, tokenHash } = newLinkToken()
  const queueMail = await accountMail.sendProofLink(user, organisation, {
    link: linkTo(origin, 'prove', token),
    hours: proofHours,
  })
  await withTenant(deps.db, ctx, async (tx) => {
    await insertProofLink(tx, { id: newId(), userId, email, tokenHash })
    await audit(tx, ctx, 'email.proof_asked', userId)
    await queueMail(tx)
  })
}

const noMail = (): AppError =>
  new AppError(
    'wrong_state',
    'Mail is not set up here, so an address cannot be confirmed. Ask your AAM operator to set SMTP_URL.',
    [],
    {},
    'Письма отсюда не отправляются, подтвердить адрес нельзя. Попросите того, кто ведёт эту установку AAM, задать SMTP_URL.',
  )

const provedAlready = (): AppError =>
  new AppError(
    'wrong_state',
    'Your address is proved already; there is nothing to do.',
    [],
    {},
    'Ваш адрес уже подтверждён, делать ничего не нужно.',
  )
