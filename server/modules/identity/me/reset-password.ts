import type { TenantSummary } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError, notFound } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import type { IdentityDeps } from '../deps.ts'
import { withCredentialsEvicted } from '../evict-credentials.ts'
import { proveEmail } from '../joining/repo.ts'
import { linkTo, newLinkToken, refuseLink } from '../link-token.ts'
import { lockMembers, lockUser } from '../members/repo.ts'
import { requireMayTouch } from '../members/rules.ts'
import { claimantOfAddress } from '../passwords/hashing.ts'
import { hashNewPassword } from '../passwords/new-password.ts'
import { hashSecret } from '../refresh-token.ts'
import type { UserRow } from '../repo.ts'
import { linkAttemptsKey, attemptNetwork, throttleAudited } from '../throttle.ts'
import type { PasswordLink, ResetConfirm } from './contract.ts'
import {
  closeResetLinks,
  endSessionsOf,
  findResetUser,
  insertResetLink,
  replacePassword,
  takeResetLink,
} from './repo.ts'
import { recordEndedSessions } from './sessions.ts'

const linkHours = 24
const limits = { accountFromNetwork: 10, network: 50 }

/** Sends a link if the address is known and mail is configured; the caller learns neither. */
export async function requestReset(
  deps: IdentityDeps,
  ctx: Ctx,
  given: { email: string },
  origin: string,
): Promise<void> {
  const email = given.email.trim().toLowerCase()
  const network = attemptNetwork(ctx.address)
  await throttleAudited(deps, ctx, `reset/${ctx.tenantId}/network/${network}`, limits.network)
  // Counted per network: a stranger's requests must not block the account's owner.
  const account = `reset/${ctx.tenantId}/account/${hashSecret(email)}/${network}`
  await throttleAudited(deps, ctx, account, limits.accountFromNetwork)
  await deps.passwordMail?.request(ctx, email, origin)
}

/** Creates a link for choosing a new password, which an admin hands over. Replaces earlier links. */
export async function makePasswordLink(
  deps: Pick<IdentityDeps, 'db'>,
  ctx: Ctx,
  id: string,
  origin: string,
): Promise<PasswordLink> {
  authorize(ctx, 'members:write')
  const { token, tokenHash } = newLinkToken()
  const expiresAt = await withTenant(deps.db, ctx, async (tx) => {
    await lockMembers(tx)
    const member = await lockUser(tx, id)
    if (member?.kind !== 'person') throw notFound('member')
    requireMayTouch(ctx, member)
    requireMaySignIn(member)
    const createdBy = actorId(ctx)
    await audit(tx, ctx, 'password.link_made', member.id)
    return insertResetLink(
      tx,
      { id: newId(), userId: id, tokenHash, createdBy, email: null },
      linkHours,
    )
  })
  return { link: linkTo(origin, 'reset', token), expiresAt: expiresAt.toISOString() }
}

/** Sets the link owner's password and ends all their sessions. Throws `link_over`. */
export async function confirmReset(
  deps: IdentityDeps,
  ctx: Ctx,
  tenant: TenantSummary,
  { token, password }: ResetConfirm,
): Promise<void> {
  await throttleAudited(deps, ctx, linkAttemptsKey(ctx), limits.network)
  const tokenHash = hashSecret(token)
  const user = await withTenant(deps.db, ctx, (tx) => findResetUser(tx, tokenHash))
  if (!user) throw refuseLink(deps, ctx)
  const hash = await hashNewPassword(
    deps,
    claimantOfAddress(ctx),
    password,
    [user.name, user.email, tenant.name, tenant.slug],
    '/password',
  )
  const ended = await withCredentialsEvicted(deps, ctx.tenantId, user.id, () =>
    withTenant(deps.db, ctx, async (tx) => {
      const taken = await takeResetLink(tx, tokenHash)
      if (!taken) throw refuseLink(deps, ctx)
      if (!(await replacePassword(tx, user.id, hash, null))) throw refuseLink(deps, ctx)
      if (taken.email !== null && taken.email === user.email) await proveEmail(tx, user.id)
      await closeResetLinks(tx, user.id)
      const ids = await endSessionsOf(tx, user.id, 'all')
      await audit(tx, ctx, 'password.reset', user.id)
      await recordEndedSessions(tx, ctx, ids)
      return ids
    }),
  )
  await deps.credentials.end(ctx.tenantId, ended)
}

function requireMaySignIn({ disabledAt }: UserRow): void {
  if (!disabledAt) return
  throw new AppError(
    'wrong_state',
    'Only somebody who may sign in needs a password: reactivate this member first.',
    [],
    {},
    'Пароль нужен только тому, кто может входить: сначала верните этому участнику доступ.',
  )
}
