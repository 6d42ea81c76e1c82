import { timingSafeEqual } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import { withTenant } from '../../../db/tenant.ts'
import { owesFactor } from '../../platform/authorization.ts'
import type { UserPrincipal } from '../../platform/context.ts'
import { AppError } from '../../platform/errors.ts'
import type { IdentityDeps } from './deps.ts'
import { type ApiKeyText, parseApiKey } from '../../platform/api-keys.ts'
import { findKeyInForce, hasKey, touchKey } from './keys/repo.ts'
import { type KnownCredential, type KnownKey, keyCacheId } from './ports.ts'
import { hashSecret } from './refresh-token.ts'
import { findLiveSession, touchSession } from './repo.ts'

type CheckDeps = Pick<IdentityDeps, 'db' | 'credentials' | 'log'>

/** Returns the principal of a live session, or null. Looks in the cache first, then in Postgres. */
export async function checkSession(
  deps: CheckDeps,
  tenantId: string,
  { sessionId, userId }: { sessionId: string; userId: string },
): Promise<UserPrincipal | null> {
  const known = await readCached(deps, tenantId, sessionId, async () => {
    const live = await withTenant(deps.db, { tenantId }, async (tx) => {
      const found = await findLiveSession(tx, sessionId)
      if (found) await touchSession(tx, sessionId, found.user.id)
      return found
    })
    if (!live) return null
    const { role, name, id } = live.user
    const provedAtMs = live.session.provedAt.getTime()
    const owesFactorFromMs = live.owesFactorFrom?.getTime() ?? null
    return { userId: id, role, name, provedAtMs, owesFactorFromMs, key: null }
  })
  if (known?.userId !== userId) return null
  // A process of the previous version stores no factor state.
  const { role, name, provedAtMs, owesFactorFromMs = null } = known
  return {
    kind: 'user',
    userId,
    role,
    name,
    credential: { kind: 'session', id: sessionId, provedAtMs, owesFactorFromMs },
  }
}

/**
 * Returns the person or service account behind an API key, or null when the key is unknown, mistyped, revoked or
 * expired. Throws `forbidden` when the key may not be used from this address.
 */
export async function checkKey(
  deps: CheckDeps,
  tenantId: string,
  text: string,
  address: string,
): Promise<UserPrincipal | null> {
  const given = parseApiKey(text)
  if (!given) return null
  const known = await readCached(deps, tenantId, keyCacheId(given.publicId), () =>
    withTenant(deps.db, { tenantId }, async (tx) => {
      const found = await findKeyInForce(tx, given.publicId)
      if (found?.key && isTheSame(given, found.key)) await touchKey(tx, found.key.id, address)
      return found
    }),
  )
  if (!known?.key || !isTheSame(given, known.key)) return null
  const { id, scopes, ranges, expiresAtMs } = known.key
  if (expiresAtMs !== null && expiresAtMs <= Date.now()) return null
  if (!isWithin(address, ranges)) throw addressNotAllowed(address)
  const { publicId } = given
  // A process of the previous version stores no factor state.
  const { userId, role, name, owesFactorFromMs = null } = known
  return {
    kind: 'user',
    userId,
    role,
    name,
    credential: { kind: 'key', id, publicId, scopes, ranges, expiresAtMs, owesFactorFromMs },
  }
}

/** Whether the organisation has or had a key with this public id; keys of other organisations are not visible. */
export async function keyExists(
  { db }: Pick<CheckDeps, 'db'>,
  tenantId: string,
  text: string,
): Promise<boolean> {
  const given = parseApiKey(text)
  // Tell callers when they mistyped a key.
  if (!given) return true
  return withTenant(db, { tenantId }, (tx) => hasKey(tx, given.publicId))
}

/** Whether the credential that opened a stream still grants the same access. */
export async function isStillAllowed(
  deps: CheckDeps,
  tenantId: string,
  { userId, role, credential }: UserPrincipal,
): Promise<boolean> {
  if (credential.kind === 'session') {
    const now = await checkSession(deps, tenantId, { sessionId: credential.id, userId })
    return now?.role === role && !owesFactor(now.credential)
  }
  const { publicId } = credential
  const known = await readCached(deps, tenantId, keyCacheId(publicId), () =>
    withTenant(deps.db, { tenantId }, (tx) => findKeyInForce(tx, publicId)),
  )
  return (
    known?.key?.id === credential.id &&
    known.role === role &&
    !owesFactor(known) &&
    (known.key.expiresAtMs === null || known.key.expiresAtMs > Date.now())
  )
}

async function readCached(
  { credentials }: CheckDeps,
  tenantId: string,
  id: string,
  read: () => Promise<KnownCredential | null>,
): Promise<KnownCredential | null> {
  const cached = await credentials.read(tenantId, id).catch(() => null)
  if (cached === 'ended') return null
  if (cached) return cached
  const known = await read()
  if (known) await credentials.remember(tenantId, id, known).catch(() => undefined)
  return known
}

const isTheSame = ({ secret }: ApiKeyText, { secretHash }: KnownKey): boolean =>
  timingSafeEqual(Buffer.from(hashSecret(secret)), Buffer.from(secretHash))

/** An empty list allows every address. */
function isWithin(address: string, ranges: readonly string[]): boolean {
  if (ranges.length === 0) return true
  if (!ipaddr.isValid(address)) return false
  const from = ipaddr.process(address)
  return ranges.some((range) => {
    const [base, bits] = ipaddr.parseCIDR(range)
    return base.kind() === from.kind() && from.match(base, bits)
  })
}

const addressNotAllowed = (address: string): AppError =>
  new AppError(
    'forbidden',
    `This API key does not work from ${address}. Whoever made it can change the addresses that it works from.`,
    [],
    {},
    `Этот ключ API не действует с адреса ${address}. Разрешённые адреса может изменить тот, кто его создал.`,
  )
