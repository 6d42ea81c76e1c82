import ipaddr from 'ipaddr.js'
import type { TenantTx } from '../../../../db/tenant.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { AppError, type FieldFault } from '../../../platform/errors.ts'
import { newId } from '../../../platform/ids.ts'
import { toRange } from '../../../platform/ip-ranges.ts'
import { limitReached } from '../../../../tenants/limits/limit-reached.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import { allowsScope, type Scope } from '../../../platform/scopes.ts'
import { withWrite } from '../../../../db/transaction.ts'
import type { IdentityDeps } from '../deps.ts'
import { hashSecret } from '../refresh-token.ts'
import type { CreateKey, NewKey } from './contract.ts'
import { newApiKey } from '../../../platform/api-keys.ts'
import { countKeys, getServiceForChange, insertKey } from './repo.ts'

export type KeyDeps = Pick<IdentityDeps, 'db' | 'log' | 'credentials' | 'cursors'> & {
  /** The installation's environment, e.g. `live`: the second part of each key. */
  keyEnvironment: string
}

/**
 * Creates a key for the caller or a service account. Only the answer contains the key. Throws `invalid_request` for bad
 * ranges or times, `scope_missing` if a key would create one with more rights than its own.
 */
export async function createKey(deps: KeyDeps, ctx: Ctx, input: CreateKey): Promise<NewKey> {
  authorize(ctx, 'keys:write')
  if (input.serviceAccountId) authorize(ctx, 'members:write')
  requireOwnScopes(ctx, input.scopes)
  const { ranges, expiresAt } = limitToOwn(ctx, {
    ranges: readRanges(input.allowedRanges ?? []),
    expiresAt: readExpiry(input.expiresAt),
  })
  return writeKey(deps, ctx, async (tx) => {
    if (input.serviceAccountId) await requireActiveService(tx, input.serviceAccountId)
    const userId = input.serviceAccountId ?? actorId(ctx)
    if (userId === null)
      throw new AppError(
        'forbidden',
        'A key needs somebody to act as.',
        [],
        {},
        'Ключу нужен тот, от чьего имени он действует. Войдите в AAM или назовите служебный аккаунт.',
      )
    return addKey(deps, tx, ctx, {
      name: input.name.trim(),
      userId,
      scopes: input.scopes,
      ranges,
      expiresAt,
    })
  })
}

/** The key itself is not stored: a repeated request only learns which key it created. */
export async function writeKey(
  { db }: Pick<KeyDeps, 'db'>,
  ctx: Ctx,
  work: (tx: TenantTx) => Promise<NewKey>,
): Promise<NewKey> {
  const made: Partial<NewKey> = await withWrite(db, ctx, work, ({ id }) => ({ id }))
  const { id = '', key } = made
  if (key !== undefined) return { id, key }
  throw new AppError(
    'already_exists',
    `This request was answered before: it made the key ${id}, which was shown once. Revoke it and make another one if it is lost.`,
    [],
    {},
    `На этот запрос уже был ответ: создан ключ ${id}, он был показан один раз. Если он утерян, отзовите его и создайте другой.`,
  )
}

export interface AskedKey {
  name: string
  userId: string
  scopes: readonly Scope[]
  ranges: readonly string[]
  expiresAt: Date | null
}

/** Stores and returns a new key, within the limits of its owner and the organisation. */
export async function addKey(
  { keyEnvironment }: Pick<KeyDeps, 'keyEnvironment'>,
  tx: TenantTx,
  ctx: Ctx,
  asked: AskedKey,
): Promise<NewKey> {
  await requireRoom(tx, asked.userId)
  const id = newId()
  const { publicId, secret, text } = newApiKey(keyEnvironment)
  const secretHash = hashSecret(secret)
  await insertKey(tx, { ...asked, id, publicId, secretHash, createdBy: actorId(ctx) })
  const scopes = asked.scopes.join(' ')
  await audit(tx, ctx, 'key.created', id, { ownerId: asked.userId, scopes })
  return { id, key: text }
}

async function requireRoom(tx: TenantTx, userId: string): Promise<void> {
  const used = await countKeys(tx, userId)
  const limits = await readLimits(tx)
  for (const holder of ['organisation', 'person'] as const) {
    const limit = limits.of('apiKeys', holder, holder === 'person' ? userId : tx.tenantId)
    if (limit !== null && used[holder] >= limit)
      throw limitReached({ name: 'apiKeys', holder, limit, used: used[holder] })
  }
}

async function requireActiveService(tx: TenantTx, id: string): Promise<void> {
  const { disabledAt } = await getServiceForChange(tx, id)
  if (disabledAt === null) return
  throw new AppError(
    'wrong_state',
    'This service account is deactivated. Activate it before you make a key for it.',
    [],
    {},
    'Этот служебный аккаунт отключён. Включите его, прежде чем создавать для него ключ.',
  )
}

/** Without this, a key with `keys:write` alone could create one with every scope of its owner. */
export function requireOwnScopes({ principal }: Ctx, wanted: readonly Scope[]): void {
  if (principal.kind === 'system' || principal.credential.kind === 'session') return
  const { scopes } = principal.credential
  const missing = wanted.find((scope) => !allowsScope(scopes, scope))
  if (!missing) return
  throw new AppError(
    'scope_missing',
    `An API key can make no key that may do more than itself, and it does not hold ${missing}. Sign in to make this one.`,
    [{ pointer: '/scopes', detail: missing }],
    {},
    `Ключ API не может создать ключ с большими правами, а области ${missing} у него нет. Войдите в AAM, чтобы создать такой ключ.`,
  )
}

interface Bounds {
  ranges: readonly string[]
  expiresAt: Date | null
}

/** A key created by a key expires no later and works from no other addresses than its parent. */
export function limitToOwn({ principal }: Ctx, asked: Bounds): Bounds {
  if (principal.kind === 'system' || principal.credential.kind === 'session') return asked
  const { ranges: own, expiresAtMs } = principal.credential
  const untilMs = Math.min(asked.expiresAt?.getTime() ?? Infinity, expiresAtMs ?? Infinity)
  const expiresAt = untilMs === Infinity ? null : new Date(untilMs)
  if (own.length === 0) return { ranges: asked.ranges, expiresAt }
  const wider = asked.ranges.find((range) => !own.some((outer) => containsRange(outer, range)))
  if (wider !== undefined) {
    throw new AppError(
      'invalid_request',
      'An API key can make no key that works from more addresses than itself. Nothing was changed.',
      [
        {
          pointer: '/allowedRanges',
          detail: `${wider} lies outside of its own`,
          inRussian: `${wider} – вне его собственных адресов`,
        },
      ],
      {},
      'Ключ API не может создать ключ, который действует с большего числа адресов, чем он сам. Ничего не изменено.',
    )
  }
  return { ranges: asked.ranges.length > 0 ? asked.ranges : own, expiresAt }
}

function containsRange(outer: string, inner: string): boolean {
  const [base, bits] = ipaddr.parseCIDR(outer)
  const [address, innerBits] = ipaddr.parseCIDR(inner)
  return base.kind() === address.kind() && innerBits >= bits && address.match(base, bits)
}

function readRanges(given: readonly string[]): string[] {
  const faults: FieldFault[] = []
  const ranges = given.map((text, at) => {
    const range = toRange(text.trim())
    if (range === null) {
      const detail = 'must be an IP address or a CIDR range, e.g. 192.0.2.0/24'
      const inRussian = 'ожидается IP-адрес или диапазон CIDR, например 192.0.2.0/24'
      faults.push({ pointer: `/allowedRanges/${at}`, detail, inRussian })
    }
    return range ?? ''
  })
  if (faults.length === 0) return [...new Set(ranges)]
  throw new AppError(
    'invalid_request',
    'Some addresses are not as expected; the list says which. Nothing was changed.',
    faults,
    {},
    'Часть адресов не подходит; какие именно, сказано в списке. Ничего не изменено.',
  )
}

/** Throws `invalid_request` for a time that has passed. */
export function readExpiry(given: string | undefined): Date | null {
  if (given === undefined) return null
  const at = new Date(given)
  if (at.getTime() > Date.now()) return at
  throw new AppError(
    'invalid_request',
    'A key cannot end before it begins. Nothing was changed.',
    [
      {
        pointer: '/expiresAt',
        detail: 'must lie in the future',
        inRussian: 'ожидается время в будущем',
      },
    ],
    {},
    'Срок ключа не может закончиться раньше, чем ключ создан. Ничего не изменено.',
  )
}
