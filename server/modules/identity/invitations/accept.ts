import type { TenantSummary } from '../../../../db/lookup.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../platform/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { requireRoomFor } from '../../../platform/limits/held.ts'
import type { IdentityDeps } from '../deps.ts'
import { domainOf } from '../joining/domains.ts'
import { proveEmail } from '../joining/repo.ts'
import { findRule } from '../joining/rules.ts'
import { refuseLink } from '../link-token.ts'
import { askForSeats } from '../members/ask-for-seats.ts'
import type { PendingSignIn } from '../factors/contract.ts'
import { enterOrAsk, presentEntrance } from '../factors/second-step.ts'
import { asUser, type SignedIn, type SignInPlace } from '../open-session.ts'
import { claimantOfAddress } from '../passwords/hashing.ts'
import { hashNewPassword } from '../passwords/new-password.ts'
import { hashSecret } from '../refresh-token.ts'
import { findUserByEmail } from '../repo.ts'
import { linkAttempts, throttleNoted } from '../throttle.ts'
import type { AcceptBody, InvitationLook } from './contract.ts'
import {
  findInvitationByToken,
  insertUser,
  noteWhoAccepted,
  readmitUser,
  takeInvitation,
} from './repo.ts'

const attemptsOfAddress = 100

/** What an invitation is to, for whoever holds its link. Throws `link_over`. */
export async function lookAtInvitation(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  token: string,
): Promise<InvitationLook> {
  await throttleNoted(deps, ctx, linkAttempts(ctx), attemptsOfAddress)
  return withTenant(deps.db, ctx, async (tx) => {
    const found = await findInvitationByToken(tx, hashSecret(token))
    if (!found) throw refuseLink(deps, ctx)
    const earlier = await findUserByEmail(tx, found.email)
    return {
      organisation: tenant.name,
      email: found.email,
      role: found.role,
      invitedBy: found.inviterName,
      note: found.note,
      isReturning: Boolean(earlier?.disabledAt),
      name: earlier?.disabledAt ? earlier.name : null,
    }
  })
}

/**
 * Makes whoever holds the link a member and signs them in. Somebody who was deactivated comes back as who they were,
 * with the invitation's role. Throws `link_over`, `member_limit_reached` where the link goes on working, or `invalid_request` for a password that is easy to guess.
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  { token, name, password }: AcceptBody,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  await throttleNoted(deps, ctx, linkAttempts(ctx), attemptsOfAddress)
  const tokenHash = hashSecret(token)
  const open = await withTenant(deps.db, ctx, (tx) => findInvitationByToken(tx, tokenHash))
  if (!open) throw refuseLink(deps, ctx)
  const passwordHash = await hashNewPassword(
    deps,
    claimantOfAddress(ctx),
    password,
    [name, open.email, tenant.name, tenant.slug],
    '/password',
  )
  const entered = await withTenant(deps.db, ctx, async (tx) => {
    // First of all: changes of members hold this lock when they come to invitations.
    await requireRoomFor(tx, 'members')
    const taken = await takeInvitation(tx, tokenHash)
    if (!taken) throw refuseLink(deps, ctx)
    const isByDomain = taken.origin === 'domain'
    const joining = {
      id: newId(),
      email: taken.email,
      name: name.trim(),
      role: isByDomain ? await roleByDomain(deps, tx, ctx, taken.email) : taken.role,
      locale: taken.locale,
      passwordHash,
    }
    // Whoever was let go comes back by somebody's invitation alone.
    const returned = isByDomain ? undefined : await readmitUser(tx, joining)
    const user = returned ?? (await insertUser(tx, joining))
    if (!user) throw refuseLink(deps, ctx)
    if (isByDomain || taken.isMailed) await proveEmail(tx, user.id)
    await noteWhoAccepted(tx, taken.id, user.id)
    await askForSeats(tx)
    // Somebody who comes back has the factors that they had: a new password does not replace them.
    const entrance = await enterOrAsk(tx, ctx, user, from)
    const byThem = 'session' in entrance ? asUser(ctx, user, entrance.session.sessionId) : ctx
    await audit(tx, byThem, 'invitation.accepted', taken.id, { role: user.role })
    await audit(tx, byThem, returned ? 'member.reactivated' : 'member.joined', user.id)
    return entrance
  })
  return presentEntrance(deps, ctx, entered)
}

/** As the rule is now: it may have been changed since the link was sent. */
async function roleByDomain(
  deps: IdentityDeps,
  tx: TenantTx,
  ctx: Ctx,
  email: string,
): Promise<'viewer' | 'member'> {
  const rule = await findRule(tx, domainOf(email) ?? '')
  if (!rule) throw refuseLink(deps, ctx)
  return rule.role
}
