import { withTenant } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize, permissionsOf } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import { AppError } from '../../../platform/errors.ts'
import { keyCacheId } from '../ports.ts'
import type { KeyList, KeysQuery, KeyView, NewKey, RotateKey } from './contract.ts'
import { addKey, type KeyDeps, requireOwnScopes, limitToOwn, writeKey } from './create-key.ts'
import { getKeyForChange, type KeyRow, listKeyRows, replaceKeyRow, revokeKeyRow } from './repo.ts'

const listName = 'api-keys'
const defaultOverlapHours = 24

/** Lists the caller's own keys; for admins, all keys. */
export async function listKeys(
  deps: KeyDeps,
  ctx: Ctx,
  { cursor, limit = 20 }: KeysQuery,
): Promise<KeyList> {
  authorize(ctx, 'keys:read')
  const after = readCursor(deps.cursors, listName, cursor)
  const rows = await withTenant(deps.db, ctx, (tx) =>
    listKeyRows(tx, ownerFilter(ctx), after, limit + 1),
  )
  return toPage(
    [...rows],
    limit,
    (row) => toKeyView(deps, row, managesAllKeys(ctx)),
    ({ asOf, wasInForce, id }) => deps.cursors.sign(listName, [asOf, wasInForce, id]),
  )
}

/** Revokes a key immediately in every process. Idempotent. */
export async function revokeKey(deps: KeyDeps, ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'keys:write')
  const place = await withTenant(deps.db, ctx, async (tx) => {
    const key = await getKeyForChange(tx, id, ownerFilter(ctx))
    const known = [keyCacheId(key.publicId)]
    await deps.credentials.forget(ctx.tenantId, known)
    if (key.state === 'revoked') return known
    await revokeKeyRow(tx, id)
    await audit(tx, ctx, 'key.revoked', id, { ownerId: key.userId })
    // Closes the key's open streams.
    await publish(tx, { name: 'session.ended', sessionId: id })
    return known
  })
  await deps.credentials.end(ctx.tenantId, place)
}

/** Creates a key with the same name, scopes and expiry; the old key keeps working during the overlap. */
export async function rotateKey(
  deps: KeyDeps,
  ctx: Ctx,
  id: string,
  input: RotateKey,
): Promise<NewKey> {
  authorize(ctx, 'keys:write')
  const overlapHours = input?.overlapHours ?? defaultOverlapHours
  return writeKey(deps, ctx, async (tx) => {
    const key = await getKeyForChange(tx, id, ownerFilter(ctx))
    // An admin who may revoke another person's key must not obtain a working copy.
    if (key.ownerKind === 'person' && key.userId !== actorId(ctx)) throw notYours()
    if (key.state !== 'active' || key.replacedBy !== null) throw notInForce()
    requireOwnScopes(ctx, key.scopes)
    await deps.credentials.forget(ctx.tenantId, [keyCacheId(key.publicId)])
    const bounds = limitToOwn(ctx, { ranges: key.allowedRanges, expiresAt: key.expiresAt })
    const { name, userId, scopes } = key
    const made = await addKey(deps, tx, ctx, { name, userId, scopes, ...bounds })
    await replaceKeyRow(tx, id, made.id, overlapHours)
    await audit(tx, ctx, 'key.rotated', id, { replacedBy: made.id, overlapHours })
    return made
  })
}

/** Null for those who manage all keys. */
const ownerFilter = (ctx: Ctx): string | null => (managesAllKeys(ctx) ? null : actorId(ctx))

const managesAllKeys = ({ principal }: Ctx): boolean =>
  principal.kind === 'system' || permissionsOf(principal.role).includes('members:write')

const toKeyView = ({ keyEnvironment }: KeyDeps, row: KeyRow, isForAdmin: boolean): KeyView => ({
  id: row.id,
  name: row.name,
  prefix: `aam_${keyEnvironment}_${row.publicId}`,
  scopes: row.scopes,
  owner: {
    id: row.userId,
    name: row.ownerName,
    kind: row.ownerKind,
    status: row.ownerDisabledAt === null ? 'active' : 'deactivated',
  },
  allowedRanges: row.allowedRanges,
  state: row.state,
  expiresAt: row.expiresAt?.toISOString() ?? null,
  revokedAt: row.revokedAt?.toISOString() ?? null,
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  lastUsedFrom: row.lastUsedFrom,
  replacedBy: row.replacedBy,
  seenByFormer:
    isForAdmin && row.seenBy !== null ? { id: row.seenBy, name: row.seenByName ?? '' } : null,
  createdAt: row.createdAt.toISOString(),
})

const notYours = (): AppError =>
  new AppError(
    'forbidden',
    'Only its owner can replace this key. You can revoke it; the owner then makes a new one.',
    [],
    {},
    'Заменить этот ключ может только его владелец. Вы можете отозвать его, а владелец создаст новый.',
  )

const notInForce = (): AppError =>
  new AppError(
    'wrong_state',
    'This key is revoked, past its time, or replaced already. Make a new one instead.',
    [],
    {},
    'Этот ключ отозван, просрочен или уже заменён. Создайте новый.',
  )
