import type { Static } from '@sinclair/typebox'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { rolesOf } from '../../../plugins/engine/index.ts'
import { authorize } from '../../platform/authorization.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import type { Ctx } from '../../platform/context.ts'
import { formatLocalMoment } from '../../platform/local-time.ts'
import { type ItemView, toItemView } from '../analysis/index.ts'
import type { ItemPage, ItemsQuery } from './contract.ts'
import type { ReviewDeps } from './deps.ts'
import { readItemRow } from './open-item.ts'
import { type ListedItem, listVisibleItems } from './repo/items-page.ts'

const listName = 'items'

/** Lists the items in the current results of all visible meetings, newest first. */
export async function listItems(
  deps: ReviewDeps,
  ctx: Ctx,
  query: ItemsQuery,
): Promise<Static<typeof ItemPage>> {
  authorize(ctx, 'meetings:read')
  const limit = query.limit ?? 20
  const position = readCursor(deps.cursors, listName, query.cursor)
  const { rows, fields } = await withTenant(deps.db, ctx, async (tx) => {
    const rows = await listVisibleItems(tx, ctx, query, position, limit + 1)
    return { rows, fields: await fieldsOf(deps, tx, rows) }
  })
  return toPage(
    rows,
    limit,
    (row) => toListEntry(row, fields.get(placeOf(row))),
    (last) => deps.cursors.sign(listName, [last.position, last.id]),
  )
}

const placeOf = (row: ListedItem): string => `${row.packId}@${row.packVersion}/${row.section}`

/** Names of fields that every section has, or may have. */
interface KnownFields {
  text: string
  owner: string | null
}

/** By scenario version and section. */
async function fieldsOf(
  { packs }: ReviewDeps,
  tx: TenantTx,
  rows: ListedItem[],
): Promise<Map<string, KnownFields>> {
  const fields = new Map<string, KnownFields>()
  for (const row of new Map(rows.map((row) => [placeOf(row), row])).values()) {
    const pack = await packs.find(tx, row.packId, row.packVersion)
    const section = pack?.sections.find(({ name }) => name === row.section)
    if (!section) continue
    const owner = rolesOf(section).owner?.name ?? null
    fields.set(placeOf(row), { text: section.textField, owner })
  }
  return fields
}

const toListEntry = (row: ListedItem, fields: KnownFields | undefined) => ({
  ...toItemView(row),
  meeting: {
    id: row.meetingId,
    title: row.meetingTitle,
    startedAt:
      row.meetingStartedAt && formatLocalMoment(row.meetingStartedAt, row.meetingStartedOffset),
  },
  track: row.track,
  textField: fields?.text ?? null,
  owner: ownerOf(row, fields?.owner ?? null),
  dueOn: row.due_on,
})

function ownerOf({ value }: ListedItem, field: string | null): string | null {
  const named = field === null ? null : (value as Record<string, unknown>)[field]
  return typeof named === 'string' && named !== '' ? named : null
}

export async function readItem(deps: ReviewDeps, ctx: Ctx, itemId: string): Promise<ItemView> {
  authorize(ctx, 'meetings:read')
  return toItemView(await withTenant(deps.db, ctx, (tx) => readItemRow(tx, ctx, itemId)))
}
