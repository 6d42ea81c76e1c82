import { withTenant } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../platform/audit.ts'
import { authorize, permissionsOf } from '../../../platform/authorization.ts'
import { actorId, type Ctx } from '../../../platform/context.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import { AppError } from '../../../platform/errors.ts'
import { keyPlace } from '../ports.ts'
import type { KeyList, KeysQuery, KeyView, NewKey, RotateKey } from './contract.ts'
import { addKey, type KeyDeps, refuseMoreThanOwn, withinOwn, writeKey } from './create-key.ts'
import { getKeyForChange, type KeyRow, listKeyRows, replaceKeyRow, revokeKeyRow } from './repo.ts'

const listName = 'api-keys'
const usualOverlapHours = 24

/** The caller's own keys; for admins everybody's. */
export async function listKeys(
  deps: KeyDeps,
  ctx: Ctx,
  { cursor, limit = 20 }: KeysQuery,
): Promise<KeyList> {
  authorize(ctx, 'keys:read')
  const after = readCursor(deps.cursors, listName, cursor)
  const rows = await withTenant(deps.db, ctx, (tx) => listKeyRows(tx, whose(ctx), after, limit + 1))
  return toPage(
    [...rows],
    limit,
    (row) => toKeyView(deps, row, governs(ctx)),
    ({ as_of, was_in_force, id }) => deps.cursors.sign(listName, [as_of, was_in_force, id]),
  )
}

/** Ends a key at once, everywhere. Saying it twice changes nothing more. */
export async function revokeKey(deps: KeyDeps, ctx: Ctx, id: string): Promise<void> {
  authorize(ctx, 'keys:write')
  const place = await withTenant(deps.db, ctx, async (tx) => {
    const key = await getKeyForChange(tx, id, whose(ctx))
    const known = [keyPlace(key.public_id)]
    await deps.credentials.forget(ctx.tenantId, known)
    if (key.state === 'revoked') return known
    await revokeKeyRow(tx, id)
    await audit(tx, ctx, 'key.revoked', id, { ownerId: key.user_id })
    // Its open streams close.
    await publish(tx, { name: 'session.ended', sessionId: id })
    return known
  })
  await deps.credentials.end(ctx.tenantId, place)
}

/** Gives a key of the same name, scopes and end in its place; the old one works on for the overlap. */
export async function rotateKey(
  deps: KeyDeps,
  ctx: Ctx,
  id: string,
  input: RotateKey,
): Promise<NewKey> {
  authorize(ctx, 'keys:write')
  const overlapHours = input?.overlapHours ?? usualOverlapHours
  return writeKey(deps, ctx, async (tx) => {
    const key = await getKeyForChange(tx, id, whose(ctx))
    // Whoever may end another person's key must not come into its possession.
    if (key.owner_kind === 'person' && key.user_id !== actorId(ctx)) throw notYours()
    if (key.state !== 'active' || key.replaced_by !== null) throw notInForce()
    refuseMoreThanOwn(ctx, key.scopes)
    await deps.credentials.forget(ctx.tenantId, [keyPlace(key.public_id)])
    const bounds = withinOwn(ctx, { ranges: key.allowed_ranges, expiresAt: key.expires_at })
    const { name, user_id: userId, scopes } = key
    const made = await addKey(deps, tx, ctx, { name, userId, scopes, ...bounds })
    await replaceKeyRow(tx, id, made.id, overlapHours)
    await audit(tx, ctx, 'key.rotated', id, { replacedBy: made.id, overlapHours })
    return made
  })
}

/** Null for those who look after everybody's keys. */
const whose = (ctx: Ctx): string | null => (governs(ctx) ? null : actorId(ctx))

const governs = ({ principal }: Ctx): boolean =>
  principal.kind === 'system' || permissionsOf(principal.role).includes('members:write')

const toKeyView = ({ keyEnvironment }: KeyDeps, row: KeyRow, isForAdmin: boolean): KeyView => ({
  id: row.id,
  name: row.name,
  prefix: `aam_${keyEnvironment}_${row.public_id}`,
  scopes: row.scopes,
  owner: {
    id: row.user_id,
    name: row.owner_name,
    kind: row.owner_kind,
    status: row.owner_disabled_at === null ? 'active' : 'deactivated',
  },
  allowedRanges: row.allowed_ranges,
  state: row.state,
  expiresAt: row.expires_at?.toISOString() ?? null,
  revokedAt: row.revoked_at?.toISOString() ?? null,
  lastUsedAt: row.last_used_at?.toISOString() ?? null,
  lastUsedFrom: row.last_used_from,
  replacedBy: row.replaced_by,
  seenByFormer:
    isForAdmin && row.seen_by !== null ? { id: row.seen_by, name: row.seen_by_name ?? '' } : null,
  createdAt: row.created_at.toISOString(),
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
