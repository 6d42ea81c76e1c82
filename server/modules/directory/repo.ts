import type { TenantTx } from '../../../db/tenant.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../platform/context.ts'
import { AppError, notFound } from '../../platform/errors.ts'
import type { ClientUsage, ClientView, PersonView } from './contract.ts'

export interface ClientRow {
  id: string
  name: string
  note: string | null
  meeting_count: number
  rev: number
  created_at: Date
  position: string
}

export const toClientView = (row: ClientRow): ClientView => ({
  id: row.id,
  name: row.name,
  note: row.note,
  meetingCount: row.meeting_count,
  rev: row.rev,
  createdAt: row.created_at.toISOString(),
})

/** Clients, with the number of their meetings that the reader may see. */
export const selectClients = (tx: TenantTx, ctx: Ctx) => tx.sql`
  select c.id, c.name, c.note, c.rev, c.created_at, c.created_at::text as position,
    (select count(*)::int from meetings m where m.tenant_id = c.tenant_id and m.client_id = c.id
      and (${seesEveryMeeting(ctx)} or exists (select 1 from meeting_access a
        where a.tenant_id = m.tenant_id and a.meeting_id = m.id and a.user_id = ${actorId(ctx)}))
    ) as meeting_count
  from clients c`

export async function getClient(tx: TenantTx, ctx: Ctx, id: string): Promise<ClientRow> {
  const [row] = await tx.sql<ClientRow[]>`
    ${selectClients(tx, ctx)} where c.tenant_id = ${tx.tenantId} and c.id = ${id}`
  if (!row) throw notFound('client')
  return row
}

/** What belongs to a client, regardless of who may see it. */
export async function readUsage(tx: TenantTx, ctx: Ctx, id: string): Promise<ClientUsage> {
  const [row] = await tx.sql<{ meetings: number; foreign_meetings: number; people: number }[]>`
    select count(*)::int as meetings,
      (count(*) filter (where not ${seesEveryMeeting(ctx)} and owner_id is distinct from ${actorId(ctx)}))::int as foreign_meetings,
      (select count(*)::int from people where tenant_id = ${tx.tenantId} and client_id = ${id}) as people
    from meetings where tenant_id = ${tx.tenantId} and client_id = ${id}`
  return {
    meetingCount: row?.meetings ?? 0,
    foreignMeetingCount: row?.foreign_meetings ?? 0,
    peopleCount: row?.people ?? 0,
  }
}

export async function movePeople(tx: TenantTx, from: string, to: string | null): Promise<void> {
  await tx.sql`
    update people set client_id = ${to}, rev = rev + 1, updated_at = now()
    where tenant_id = ${tx.tenantId} and client_id = ${from}`
}

export interface PersonRow {
  id: string
  name: string
  email: string | null
  job_title: string | null
  client_id: string | null
  client_name: string | null
  rev: number
  created_at: Date
  position: string
}

export const toPersonView = (row: PersonRow): PersonView => ({
  id: row.id,
  name: row.name,
  email: row.email,
  jobTitle: row.job_title,
  client: row.client_id && row.client_name ? { id: row.client_id, name: row.client_name } : null,
  rev: row.rev,
  createdAt: row.created_at.toISOString(),
})

export const selectPeople = (tx: TenantTx) => tx.sql`
  select p.id, p.name, p.email, p.job_title, p.client_id, c.name as client_name, p.rev, p.created_at,
    p.created_at::text as position
  from people p left join clients c on c.tenant_id = p.tenant_id and c.id = p.client_id`

export async function getPerson(tx: TenantTx, id: string): Promise<PersonRow> {
  const [row] = await tx.sql<PersonRow[]>`
    ${selectPeople(tx)} where p.tenant_id = ${tx.tenantId} and p.id = ${id}`
  if (!row) throw notFound('person')
  return row
}

/** Names of the organisation's people, newest first, up to `limit`; an import uses them as evidence. */
export async function listPersonNames(tx: TenantTx, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ name: string }[]>`
    select name from people where tenant_id = ${tx.tenantId} order by created_at desc limit ${limit}`
  return rows.map(({ name }) => name)
}

/** Turns a unique violation (SQLSTATE 23505) into an error for people; rethrows everything else. */
export function rejectDuplicate(
  error: unknown,
  pointer: string,
  what: { en: string; ru: string },
): never {
  const cause = (error as Error).cause as { code?: unknown } | undefined
  const code = (error as { code?: unknown }).code ?? cause?.code
  if (code !== '23505') throw error
  throw new AppError(
    'already_exists',
    `There is already a ${what.en}. Use the one that is there.`,
    [{ pointer, detail: 'already taken', inRussian: 'уже занято' }],
    {},
    `${what.ru} уже есть. Выберите из тех, что есть.`,
  )
}

/** `%part%` for LIKE, with wildcards escaped. */
export const containing = (part: string): string =>
  `%${part.trim().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
