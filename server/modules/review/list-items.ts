import type { Static } from '@sinclair/typebox'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { rolesOf } from '../../../plugins/engine/index.ts'
import { authorize } from '../../platform/authorization.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../platform/context.ts'
import { formatLocalMoment } from '../../platform/local-time.ts'
import {
  belongsTo,
  type ItemRow,
  type ItemView,
  selectItems,
  toItemView,
} from '../analysis/index.ts'
import type { ItemPage, ItemsQuery } from './contract.ts'
import type { ReviewDeps } from './deps.ts'
import { readItemRow } from './open-item.ts'

const listName = 'items'

interface ListedRow extends ItemRow {
  meeting_id: string
  meeting_title: string
  meeting_started_at: Date | null
  meeting_started_offset: number | null
  pack_id: string
  pack_version: string
  position: string
}

/** Lists the items in the current results of all visible meetings, newest first. */
export async function listItems(
  deps: ReviewDeps,
  ctx: Ctx,
  query: ItemsQuery,
): Promise<Static<typeof ItemPage>> {
  authorize(ctx, 'meetings:read')
  const limit = query.limit ?? 20
  const { page, parameters } = buildPage(deps, ctx, query, limit)
  const { rows, fields } = await withTenant(deps.db, ctx, async (tx) => {
    const rows = await selectItems<ListedRow>(
      tx,
      `join meetings m on m.tenant_id = $1 and m.id = r.meeting_id
      join (${page}) page on page.id = i.id
      where i.tenant_id = $1 order by i.created_at desc, i.id desc`,
      parameters,
      `, m.id as meeting_id, m.title as meeting_title, m.started_at as meeting_started_at,
        m.started_offset as meeting_started_offset,
        r.pack_id, r.pack_version, i.created_at::text as position`,
    )
    return { rows, fields: await fieldsOf(deps, tx, rows) }
  })
  return toPage(
    rows,
    limit,
    (row) => toListEntry(row, fields.get(placeOf(row))),
    (last) => deps.cursors.sign(listName, [last.position, last.id]),
  )
}

/**
 * Selects the ids of the page. A sub-select checks for each item, newest first, that its run is current. With a join,
 * Postgres would expect few matches, read all items of the tenant and sort them.
 */
function buildPage(deps: ReviewDeps, ctx: Ctx, query: ItemsQuery, limit: number) {
  const parameters: (string | number | null)[] = [ctx.tenantId]
  const put = (value: string | number | null): string => `$${parameters.push(value)}`
  const where = ['i.tenant_id = $1']
  const shown = ['r.tenant_id = $1', 'r.id = i.run_id']
  if (query.track) where.push(`i.track = ${put(query.track)}`)
  if (query.status) where.push(`i.review_state = ${put(query.status)}`)
  if (query.clientId) shown.push(`m.client_id = ${put(query.clientId)}`)
  if (query.ownerId) where.push(belongsTo('$1', `${put(query.ownerId)}::uuid`))
  if (!seesEveryMeeting(ctx)) {
    shown.push(`exists (select 1 from meeting_access a
      where a.tenant_id = $1 and a.meeting_id = m.id and a.user_id = ${put(actorId(ctx))})`)
  }
  const position = readCursor(deps.cursors, listName, query.cursor)
  if (position) {
    const [at, after] = [put(position[0] ?? ''), put(position[1] ?? '')]
    where.push(`(i.created_at, i.id) < (${at}::text::timestamptz, ${after}::uuid)`)
  }
  where.push(`(select m.current_run_id = r.id from runs r
    join meetings m on m.tenant_id = $1 and m.id = r.meeting_id where ${shown.join(' and ')})`)
  // The limit is part of the SQL text, so that the planner of a prepared statement knows how few rows are needed.
  const page = `select i.id from items i ${query.ownerId ? 'join runs r on r.tenant_id = $1 and r.id = i.run_id' : ''}
    where ${where.join(' and ')} order by i.created_at desc, i.id desc limit ${Math.trunc(limit) + 1}`
  return { page, parameters }
}

const placeOf = (row: ListedRow): string => `${row.pack_id}@${row.pack_version}/${row.section}`

/** Names of fields that every section has, or may have. */
interface KnownFields {
  text: string
  owner: string | null
}

/** By scenario version and section. */
async function fieldsOf(
  { packs }: ReviewDeps,
  tx: TenantTx,
  rows: ListedRow[],
): Promise<Map<string, KnownFields>> {
  const fields = new Map<string, KnownFields>()
  for (const row of new Map(rows.map((row) => [placeOf(row), row])).values()) {
    const pack = await packs.find(tx, row.pack_id, row.pack_version)
    const section = pack?.sections.find(({ name }) => name === row.section)
    if (!section) continue
    const owner = rolesOf(section).owner?.name ?? null
    fields.set(placeOf(row), { text: section.textField, owner })
  }
  return fields
}

const toListEntry = (row: ListedRow, fields: KnownFields | undefined) => ({
  ...toItemView(row),
  meeting: {
    id: row.meeting_id,
    title: row.meeting_title,
    startedAt:
      row.meeting_started_at &&
      formatLocalMoment(row.meeting_started_at, row.meeting_started_offset),
  },
  track: row.track,
  textField: fields?.text ?? null,
  owner: ownerOf(row, fields?.owner ?? null),
  dueOn: row.due_on,
})

function ownerOf({ value }: ListedRow, field: string | null): string | null {
  const named = field === null ? null : (value as Record<string, unknown>)[field]
  return typeof named === 'string' && named !== '' ? named : null
}

export async function readItem(deps: ReviewDeps, ctx: Ctx, itemId: string): Promise<ItemView> {
  authorize(ctx, 'meetings:read')
  return toItemView(await withTenant(deps.db, ctx, (tx) => readItemRow(tx, ctx, itemId)))
}
