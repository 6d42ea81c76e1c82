import { readTenant } from '../../../db/tenant.ts'
import { authorize } from '../../platform/authorization.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import type { ListMeetingsQuery, MeetingPage } from './contract.ts'
import type { MeetingsDeps } from './deps.ts'
import { hasParticipantNamed } from './participants.ts'
import { fromPage, type MeetingRow, toMeetingView } from './rows.ts'

const listName = 'meetings'

/** Lists the newest meetings first. Keyset pagination over (created_at, id): every page costs the same. */
export async function listMeetings(
  deps: MeetingsDeps,
  ctx: Ctx,
  query: ListMeetingsQuery,
): Promise<MeetingPage> {
  authorize(ctx, 'meetings:read')
  const limit = query.limit ?? 20
  const { statement, parameters } = buildStatement(deps, ctx, query, limit)
  const rows = await readTenant<MeetingRow>(deps.db, ctx, statement, parameters)
  return toPage(rows, limit, toMeetingView, (last) =>
    deps.cursors.sign(listName, [last.position, last.id]),
  )
}

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

function buildStatement(deps: MeetingsDeps, ctx: Ctx, query: ListMeetingsQuery, limit: number) {
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
  const position = readCursor(deps.cursors, listName, query.cursor)
  if (position) {
    const [at, after] = [put(position[0] ?? ''), put(position[1] ?? '')]
    where.push(`(${createdAt}, ${id}) < (${at}::text::timestamptz, ${after}::uuid)`)
  }
  const source = all
    ? 'meetings m'
    : 'meeting_access a join meetings m on m.tenant_id = a.tenant_id and m.id = a.meeting_id'
  // The limit is part of the SQL text, so that the planner of a prepared statement knows how few rows are needed.
  const page = `select m.* from ${source} where ${where.join(' and ')}
    order by ${createdAt} desc, ${id} desc limit ${Math.trunc(limit) + 1}`
  return { statement: fromPage(page, '$1'), parameters }
}
