import { withTenant } from '../../../../db/tenant.ts'
import type { UserCtx } from '../../../http/session/request-context.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import { linkTo, newLinkToken, refuseLink } from '../link-token.ts'
import { closeResetLinks } from '../me/repo.ts'
import type { MemberView } from '../members/contract.ts'
import { toMemberView } from '../members/list-members.ts'
import { lockMembers, lockUser, withdrawInvitationsTo } from '../members/repo.ts'
import { requireMayTouch } from '../members/rules.ts'
import { hashSecret } from '../refresh-token.ts'
import { findOrganisationName, findUser } from '../repo.ts'
import { linkAttemptsKey, throttleAudited } from '../throttle.ts'
import type { EmailChangeView, NewEmail } from './contract.ts'
import {
  changeHours,
  closeEmailChanges,
  findEmailLink,
  insertEmailChange,
  isEmailTaken,
  setEmail,
  takeEmailLink,
} from './repo.ts'

const limits = { person: 5, network: 50 }

/**
 * Sends links to the old and the new address; the change is made once both have confirmed. The caller cannot tell
 * whether the new address has an account here: its owner gets a different message, and everything else is the same.
 */
export async function requestEmailChange(
  deps: IdentityDeps,
  ctx: UserCtx,
  given: NewEmail,
  origin: string,
): Promise<void> {
  const { accountMail } = deps
  if (!accountMail) throw onlyByAdmin()
  const { userId } = ctx.principal
  await throttleAudited(deps, ctx, `change-email/${ctx.tenantId}/${userId}`, limits.person)
  const email = normalizeEmail(given.email)
  const { user, organisation, isTaken } = await withTenant(deps.db, ctx, async (tx) => ({
    user: await findUser(tx, userId),
    organisation: await findOrganisationName(tx),
    isTaken: await isEmailTaken(tx, email),
  }))
  if (!user) throw notFound('person')
  if (user.email === email) throw sameAddress()
  const [oldLink, newLink] = [newLinkToken(), newLinkToken()]
  const queueLetters = await accountMail.requestEmailChange(user, organisation, {
    email,
    isTaken,
    oldLink: linkTo(origin, 'email', oldLink.token),
    newLink: linkTo(origin, 'email', newLink.token),
    hours: changeHours,
  })
  await withTenant(deps.db, ctx, async (tx) => {
    await insertEmailChange(tx, {
      userId,
      email,
      pairId: newId(),
      old: { id: newId(), tokenHash: oldLink.tokenHash },
      new: { id: newId(), tokenHash: newLink.tokenHash },
    })
    await audit(tx, ctx, 'email.change_asked', userId)
    await queueLetters(tx)
  })
}

export async function cancelEmailChange(deps: IdentityDeps, ctx: UserCtx): Promise<void> {
  const { userId } = ctx.principal
  await withTenant(deps.db, ctx, async (tx) => {
    await closeEmailChanges(tx, userId)
    await audit(tx, ctx, 'email.change_withdrawn', userId)
  })
}

/** Confirms one address; the second confirmation applies the change. Throws `link_over`. */
export async function confirmEmailChange(
  deps: IdentityDeps,
  ctx: Ctx,
  token: string,
): Promise<EmailChangeView> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), limits.network)
  const tokenHash = hashSecret(token)
  const found = await withTenant(deps.db, ctx, async (tx) => {
    const link = await findEmailLink(tx, tokenHash)
    const user = link && (await findUser(tx, link.userId))
    return user && { user, organisation: await findOrganisationName(tx) }
  })
  if (!found) throw refuseLink(deps, ctx)
  const { user, organisation } = found
  const queueMail = await deps.accountMail?.aboutNewEmail(user, organisation)
  const change = withTenant(deps.db, ctx, async (tx) => {
    // Serializes both confirmations, so that the second one sees the result of the first.
    const locked = await lockUser(tx, user.id)
    const taken = await takeEmailLink(tx, tokenHash)
    if (!taken || !locked || locked.disabledAt || locked.email !== user.email)
      throw refuseLink(deps, ctx)
    if (!taken.isAgreed) return { state: 'waiting' as const }
    if (!(await setEmail(tx, user.id, { email: taken.email, isProved: true })))
      throw refuseLink(deps, ctx)
    await closeResetLinks(tx, user.id)
    await withdrawInvitationsTo(tx, user.id)
    await audit(tx, ctx, 'email.changed', user.id, { by: 'links' })
    await queueMail?.(tx)
    return { state: 'changed' as const }
  })
  return change.catch((error: unknown) => {
    throw isUniqueViolation(error) ? refuseLink(deps, ctx) : error
  })
}

/** Sets a member's address when there is no mail to prove it. */
export async function changeMemberEmail(
  deps: IdentityDeps,
  ctx: Ctx,
  id: string,
  given: NewEmail,
): Promise<MemberView> {
  authorize(ctx, 'members:write')
  const email = normalizeEmail(given.email)
  return withTenant(deps.db, ctx, async (tx) => {
    await lockMembers(tx)
    const member = await lockUser(tx, id)
    if (member?.kind !== 'person') throw notFound('member')
    requireMayTouch(ctx, member)
    if (deps.accountMail) throw onlyByLinks()
    if (!(await setEmail(tx, id, { email, isProved: false }))) throw taken()
    await closeResetLinks(tx, id)
    await withdrawInvitationsTo(tx, id)
    await audit(tx, ctx, 'email.changed', id, { by: 'admin' })
    return toMemberView({ ...member, email }, true)
  }).catch((error: unknown) => {
    throw isUniqueViolation(error) ? taken() : error
  })
}

const normalizeEmail = (email: string): string => email.trim().toLowerCase()

/** A concurrent request took the address first: unique violation (SQLSTATE 23505). */
const isUniqueViolation = (error: unknown): boolean => {
  const { code, cause } = error as { code?: unknown; cause?: { code?: unknown } }
  return code === '23505' || cause?.code === '23505'
}

const sameAddress = (): AppError =>
  new AppError(
    'invalid_request',
    'This is already your address.',
    [
      {
        pointer: '/email',
        detail: 'is your address already',
        inRussian: 'это уже ваш адрес',
        reason: 'same_email',
      },
    ],
    {},
    'Это и есть ваш нынешний адрес.',
  )

const taken = (): AppError =>
  new AppError(
    'already_exists',
    'Somebody else in this organisation has this address.',
    [{ pointer: '/email', detail: 'is taken', inRussian: 'занят', reason: 'taken_email' }],
    {},
    'Этот адрес уже у другого человека в этой организации.',
  )

const onlyByAdmin = (): AppError =>
  new AppError(
    'wrong_state',
    'No mail is sent from here, so the new address cannot be proved. Ask an admin of your organisation to change it.',
    [],
    {},
    'Письма отсюда не отправляются, подтвердить новый адрес нельзя. Попросите администратора организации изменить его.',
  )

const onlyByLinks = (): AppError =>
  new AppError(
    'wrong_state',
    'People change their address themselves here, by links that both addresses get.',
    [],
    {},
    'Здесь люди меняют адрес сами, по ссылкам, которые придут на оба адреса.',
  )
