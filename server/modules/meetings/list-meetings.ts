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

function buildStatement(deps: MeetingsDeps, ctx: Ctx, query: ListMeetingsQuery, limit: number) {
  const parameters: Parameter[] = [ctx.tenantId]
  const put = (value: Parameter): string => `$${parameters.push(value)}`
  const all = seesEveryMeeting(ctx)
  const [createdAt, id] = all ? ['m.created_at', 'm.id'] : ['a.created_at', 'a.meeting_id']
  const where = [`${all ? 'm' : 'a'}.tenant_id = $1`]
  if (!all) where.push(`a.user_id = ${put(actorId(ctx))}`)
  if (query.status) where.push(`m.status = ${put(query.status)}`)
  if (query.clientId) where.push(`m.client_id = ${put(query.clientId)}`)
  if (query.scenario) where.push(`m.scenario_id = ${put(query.scenario)}`)
  if (query.has) where.push('m.current_transcript_id is not null')
  if (query.has === 'result') where.push('m.current_run_id is not null')
  if (query.ownerId) where.push(`m.owner_id = ${put(query.ownerId)}`)
  if (query.from)
    where.push(`coalesce(m.started_at, m.created_at) >= ${put(query.from)}::text::timestamptz`)
  if (query.to)
    where.push(`coalesce(m.started_at, m.created_at) < ${put(query.to)}::text::timestamptz`)
  if (query.q) {
    const like = put(`%${query.q.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`)
    where.push(`(fold_text(m.title) like fold_text(${like}) or ${hasParticipantNamed('$1', like)})`)
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
