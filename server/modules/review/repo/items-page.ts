import type { TenantTx } from '../../../../db/tenant.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { belongsTo, type ItemRow, selectItems } from '../../analysis/index.ts'
import type { ItemsQuery } from '../contract.ts'

/** An item with its meeting and version. */
export interface ListedItem extends ItemRow {
  meetingId: string
  meetingTitle: string
  meetingStartedAt: Date | null
  meetingStartedOffset: number | null
  packId: string
  packVersion: string
  /** Time of creation, for the cursor. */
  position: string
}

export type ItemFilter = Pick<ItemsQuery, 'track' | 'status' | 'clientId' | 'ownerId'>

/** Items in the current results of all visible meetings, newest first, after `position`. */
export function listVisibleItems(
  tx: TenantTx,
  ctx: Ctx,
  filter: ItemFilter,
  position: string[] | null,
  limit: number,
): Promise<ListedItem[]> {
  const { page, parameters } = buildPage(ctx, filter, position, limit)
  return selectItems<ListedItem>(
    tx,
    `join meetings m on m.tenant_id = $1 and m.id = r.meeting_id
    join (${page}) page on page.id = i.id
    where i.tenant_id = $1 order by i.created_at desc, i.id desc`,
    parameters,
    `, m.id as "meetingId", m.title as "meetingTitle", m.started_at as "meetingStartedAt",
      m.started_offset as "meetingStartedOffset",
      r.pack_id as "packId", r.pack_version as "packVersion", i.created_at::text as position`,
  )
}

/**
 * Selects the ids of the page. A sub-select checks for each item, newest first, that its run is current. With a join,
 * Postgres would expect few matches, read all items of the tenant and sort them.
 */
function buildPage(ctx: Ctx, query: ItemFilter, position: string[] | null, limit: number) {
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
  if (position) {
    const [at, after] = [put(position[0] ?? ''), put(position[1] ?? '')]
    where.push(`(i.created_at, i.id) < (${at}::text::timestamptz, ${after}::uuid)`)
  }
  where.push(`(select m.current_run_id = r.id from runs r
    join meetings m on m.tenant_id = $1 and m.id = r.meeting_id where ${shown.join(' and ')})`)
  // The limit is part of the SQL text, so that the planner of a prepared statement knows how few rows are needed.
  const page = `select i.id from items i ${query.ownerId ? 'join runs r on r.tenant_id = $1 and r.id = i.run_id' : ''}
    where ${where.join(' and ')} order by i.created_at desc, i.id desc limit ${Math.trunc(limit)}`
  return { page, parameters }
}
