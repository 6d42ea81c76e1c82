import type { Database } from '../../../../db/client.ts'
import { readTenant } from '../../../../db/tenant.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import type { readCursor } from '../../../platform/cursors.ts'
import type { ListMeetingsQuery } from '../contract.ts'
import { hasParticipantNamed } from './participants.ts'
import { fromPage, type MeetingRow } from './rows.ts'

type Position = ReturnType<typeof readCursor>

type Parameter = string | number | null
type Put = (value: Parameter) => string
type Filters = Required<Omit<ListMeetingsQuery, 'limit' | 'cursor'>>

/** The condition of each filter; the compiler names a filter without one. */
const conditions: { [F in keyof Filters]: (value: Filters[F], put: Put) => string } = {
  status: (status, put) => `m.status = ${put(status)}`,
  clientId: (id, put) => `m.client_id = ${put(id)}`,
  scenario: (id, put) => `m.scenario_id = ${put(id)}`,
  has: (part) =>
    part === 'result'
      ? 'm.current_transcript_id is not null and m.current_run_id is not null'
      : 'm.current_transcript_id is not null',
  ownerId: (id, put) => `m.owner_id = ${put(id)}`,
  from: (from, put) => `coalesce(m.started_at, m.created_at) >= ${put(from)}::text::timestamptz`,
  to: (to, put) => `coalesce(m.started_at, m.created_at) < ${put(to)}::text::timestamptz`,
  q: (text, put) => {
    const like = put(`%${text.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
    return `(fold_text(m.title) like fold_text(${like}) or ${hasParticipantNamed('$1', like)})`
  },
}

/** One more row than `limit` tells whether another page follows. `after` is the last row's position and id. */
export function listMeetingRows(
  db: Database,
  ctx: Ctx,
  query: ListMeetingsQuery,
  after: Position,
  limit: number,
): Promise<MeetingRow[]> {
  const parameters: Parameter[] = [ctx.tenantId]
  const put: Put = (value) => `$${parameters.push(value)}`
  const all = seesEveryMeeting(ctx)
  const [createdAt, id] = all ? ['m.created_at', 'm.id'] : ['a.created_at', 'a.meeting_id']
  const where = [`${all ? 'm' : 'a'}.tenant_id = $1`]
  if (!all) where.push(`a.user_id = ${put(actorId(ctx))}`)
  for (const name of Object.keys(conditions) as (keyof Filters)[]) {
    const value = query[name]
    if (value) where.push(conditions[name](value as never, put))
  }
  if (after) {
    const [at, last] = [put(after[0] ?? ''), put(after[1] ?? '')]
    where.push(`(${createdAt}, ${id}) < (${at}::text::timestamptz, ${last}::uuid)`)
  }
  const source = all
    ? 'meetings m'
    : 'meeting_access a join meetings m on m.tenant_id = a.tenant_id and m.id = a.meeting_id'
  // The limit is part of the SQL text, so that the planner of a prepared statement knows how few rows are needed.
  const page = `select m.* from ${source} where ${where.join(' and ')}
    order by ${createdAt} desc, ${id} desc limit ${Math.trunc(limit) + 1}`
  return readTenant<MeetingRow>(db, ctx, fromPage(page, '$1'), parameters)
}
