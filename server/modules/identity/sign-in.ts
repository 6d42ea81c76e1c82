import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../platform/audit.ts'
import type { Ctx } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import { openFairGate } from '../../platform/fair-gate.ts'
import { newId } from '../../platform/ids.ts'
import type { LoginBody, SessionView } from './contract.ts'
import type { IdentityDeps } from './deps.ts'
import { formatRefreshToken, hashSecret, newSecret } from './refresh-token.ts'
import { deleteStaleSessions, findUserByEmail, insertSession } from './repo.ts'
import { toUserView } from './view.ts'

export const sessionDays = 30
const windowSeconds = 15 * 60
/** Failures within the window. A stranger who guesses from elsewhere does not lock the account's owner out. */
const limits = { accountFromAddress: 10, address: 50, account: 200 }

/** Each takes 64 MB and a core for a moment: a few at once, organisations and addresses in turn. */
const hashing = openFairGate({
  slots: 2,
  waitingAtMost: 64,
  waitAtMostMs: 4_000,
  what: 'sign-ins',
})

let nobody: Promise<string> | undefined
/** Hash of no password: an unknown address costs as much time as a wrong password. Made by the first sign-in of all. */
const nobodysHash = (): Promise<string> =>
  (nobody ??= Bun.password.hash('nobody has this password', { algorithm: 'argon2id' }))

export interface SignedIn {
  view: SessionView
  refreshToken: string
}

/** Checks e-mail and password and opens a session. Throws `wrong_credentials` or `too_many_requests`. */
export async function signIn(
  deps: IdentityDeps,
  ctx: Ctx,
  input: LoginBody,
  from: { address: string; userAgent: string | null },
): Promise<SignedIn> {
  const email = input.email.trim().toLowerCase()
  const keys = attemptKeys(ctx.tenantId, hashSecret(email), from.address)
  // Counted before the password is looked at, so that guesses sent all at once are counted, too.
  await throttle(deps, keys.address, limits.address)
  await throttle(deps, keys.accountFromAddress, limits.accountFromAddress)
  await throttle(deps, keys.account, limits.account)

  const user = await withTenant(deps.db, ctx, (tx) => findUserByEmail(tx, email))
  const decoy = await nobodysHash()
  const who = { tenantId: ctx.tenantId, personId: from.address, signal: ctx.signal }
  const matches = await hashing.run(who, () =>
    Bun.password.verify(input.password, user?.passwordHash ?? decoy),
  )
  if (!user?.passwordHash || !matches || user.disabledAt) {
    throw new AppError(
      'wrong_credentials',
      'E-mail or password is wrong. Check both, or ask an admin of your organisation for a new password.',
    )
  }
  await deps.attempts.reset(keys.accountFromAddress)
  await deps.attempts.forgive(keys.address)
  await deps.attempts.forgive(keys.account)

  const sessionId = newId()
  const secret = newSecret()
  await withTenant(deps.db, ctx, async (tx) => {
    await deleteStaleSessions(tx, user.id)
    await insertSession(tx, {
      id: sessionId,
      userId: user.id,
      refreshHash: hashSecret(secret),
      expiresAt: new Date(Date.now() + sessionDays * 86_400_000),
      userAgent: from.userAgent?.slice(0, 300) ?? null,
      address: from.address,
    })
    const actor = {
      kind: 'user',
      userId: user.id,
      role: user.role,
      name: user.name,
      credential: { kind: 'session', id: sessionId, provedAtMs: Date.now() },
    } as const
    await audit(tx, { ...ctx, principal: actor }, 'session.opened', sessionId)
  })
  const { token, expiresAt } = await deps.tokens.signAccess({
    tenantId: ctx.tenantId,
    userId: user.id,
    sessionId,
  })
  return {
    view: { accessToken: token, expiresAt: expiresAt.toISOString(), user: toUserView(user) },
    refreshToken: formatRefreshToken({ sessionId, secret }),
  }
}

function attemptKeys(tenantId: string, account: string, address: string) {
  return {
    address: `login/${tenantId}/address/${address}`,
    account: `login/${tenantId}/account/${account}`,
    accountFromAddress: `login/${tenantId}/account/${account}/${address}`,
  }
}

async function throttle(deps: IdentityDeps, key: string, atMost: number): Promise<void> {
  const { attempts, secondsLeft } = await deps.attempts.count(key, windowSeconds)
  if (attempts <= atMost) return
  throw new AppError(
    'too_many_requests',
    `Too many attempts to sign in. Wait ${Math.ceil(secondsLeft / 60)} min and try again.`,
    [],
    { 'retry-after': String(secondsLeft) },
  )
}
