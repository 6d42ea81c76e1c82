import type { TenantTx } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import type { Ctx, UserPrincipal } from '../../platform/context.ts'
import { newId } from '../../platform/ids.ts'
import type { SessionView } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import { formatRefreshToken, hashSecret, newSecret } from './refresh-token.ts'
import { deleteStaleSessions, insertSession, type UserRow } from './repo.ts'
import { toUserView } from './view.ts'

export const sessionDays = 30

export interface SignedIn {
  view: SessionView
  refreshToken: string
}

/** The network address and device that a sign-in comes from. */
export interface SignInPlace {
  address: string
  userAgent: string | null
}

export interface NewSession {
  sessionId: string
  secret: string
  user: UserRow
}

/** Opens a session for an authenticated person, in the transaction that authenticated them. */
export async function openSession(
  tx: TenantTx,
  ctx: Ctx,
  user: UserRow,
  { address, userAgent }: SignInPlace,
): Promise<NewSession> {
  const sessionId = newId()
  const secret = newSecret()
  await deleteStaleSessions(tx, user.id)
  await insertSession(tx, {
    id: sessionId,
    userId: user.id,
    refreshHash: hashSecret(secret),
    expiresAt: new Date(Date.now() + sessionDays * 86_400_000),
    userAgent: userAgent?.slice(0, 300) ?? null,
    address,
  })
  await audit(tx, asUser(ctx, user, sessionId), 'session.opened', sessionId)
  return { sessionId, secret, user }
}

/** Issues the access token and refresh token of a new session. */
export async function issueTokens(
  { tokens, sessionSecret }: Pick<IdentityDeps, 'tokens' | 'sessionSecret'>,
  ctx: Ctx,
  { sessionId, secret, user }: NewSession,
): Promise<SignedIn> {
  const { token, expiresAt } = await tokens.signAccess({
    tenantId: ctx.tenantId,
    userId: user.id,
    sessionId,
  })
  return {
    view: { accessToken: token, expiresAt: expiresAt.toISOString(), user: toUserView(user) },
    refreshToken: formatRefreshToken({ sessionId, secret }, sessionSecret),
  }
}

/** The request context of the person whose session was just opened, for the audit. */
export function asUser(
  ctx: Ctx,
  user: UserRow,
  sessionId: string,
): Ctx & { principal: UserPrincipal } {
  const principal: UserPrincipal = {
    kind: 'user',
    userId: user.id,
    role: user.role,
    name: user.name,
    credential: { kind: 'session', id: sessionId, provedAtMs: Date.now(), owesFactorFromMs: null },
  }
  return { ...ctx, principal }
}
