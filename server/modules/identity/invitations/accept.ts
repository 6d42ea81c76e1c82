import type { TenantSummary } from '../../../../db/lookup.ts'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import type { Ctx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { requireCapacity } from '../../../../tenants/limits/capacity.ts'
import type { IdentityDeps } from '../deps.ts'
import { domainOf } from '../joining/domains.ts'
import { proveEmail } from '../joining/repo.ts'
import { findRule } from '../joining/rules.ts'
import { refuseLink } from '../link-token.ts'
import { enqueueSeatUpdate } from '../members/enqueue-seat-update.ts'
import type { PendingSignIn } from '../factors/contract.ts'
import { openSessionOrAskFactor, presentFirstStep } from '../factors/second-step.ts'
import { asUser, type SignedIn, type SignInPlace } from '../open-session.ts'
import { claimantOfAddress } from '../passwords/hashing.ts'
import { hashNewPassword } from '../passwords/new-password.ts'
import { hashSecret } from '../refresh-token.ts'
import { findUserByEmail } from '../repo.ts'
import { linkAttemptsKey, throttleAudited } from '../throttle.ts'
import type { AcceptBody, InvitationLook } from './contract.ts'
import { admitUser, findInvitationByToken, recordAcceptance, takeInvitation } from './repo.ts'
import type { JoiningRole } from '../../../../plugins/vocabulary.ts'

const attemptsOfAddress = 100

/** Describes an invitation to the holder of its link. Throws `link_over`. */
export async function describeInvitation(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  token: string,
): Promise<InvitationLook> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), attemptsOfAddress)
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
 * Makes the link's holder a member and signs them in. A deactivated member returns to their old account with the
 * invitation's role. Throws `link_over`, `member_limit_reached` (the link keeps working), or `invalid_request` for a
 * weak password.
 */
export async function acceptInvitation(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  { token, name, password }: AcceptBody,
  from: SignInPlace,
): Promise<SignedIn | PendingSignIn> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), attemptsOfAddress)
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
    // First, to keep the lock order of member changes, which take this lock before invitations.
    await requireCapacity(tx, 'members')
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
    // Deactivated people return only by a member's invitation.
    const user = await admitUser(tx, joining, !isByDomain)
    if (!user) throw refuseLink(deps, ctx)
    const isReturning = user.id !== joining.id
    if (isByDomain || taken.isMailed) await proveEmail(tx, user.id)
    await recordAcceptance(tx, taken.id, user.id)
    await enqueueSeatUpdate(tx)
    // A returning person keeps their factors: a new password does not replace them.
    const entrance = await openSessionOrAskFactor(tx, ctx, user, from)
    const byThem = 'session' in entrance ? asUser(ctx, user, entrance.session.sessionId) : ctx
    await audit(tx, byThem, 'invitation.accepted', taken.id, { role: user.role })
    await audit(tx, byThem, isReturning ? 'member.reactivated' : 'member.joined', user.id)
    return entrance
  })
  return presentFirstStep(deps, ctx, entered)
}

/** The current rule: it may have changed since the link was sent. */
async function roleByDomain(
  deps: IdentityDeps,
  tx: TenantTx,
  ctx: Ctx,
  email: string,
): Promise<JoiningRole> {
  const rule = await findRule(tx, domainOf(email) ?? '')
  if (!rule) throw refuseLink(deps, ctx)
  return rule.role
}
