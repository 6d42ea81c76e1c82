import { and, eq, sql } from 'drizzle-orm'
import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { clients } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { isVisible } from '../../../../db/visible-meetings.ts'
import { actorId, type Ctx, seesEveryMeeting } from '../../../platform/context.ts'
import { notFound } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'
import type { ClientUsage } from '../contract.ts'
import { isOnPage, type PageOf } from './page.ts'

const clientColumns = columnsOf(clients, 'id', 'name', 'note', 'rev', 'createdAt')
export type ClientRow = RowOf<typeof clientColumns> & { meetingCount: number; position: string }

/** Clients, with the number of their meetings that the reader may see. */
const selectClients = (tx: TenantTx, ctx: Ctx) => tx.sql`
  select ${clientColumns(tx, 'c')}, c.created_at::text as position,
    (select count(*)::int from meetings m where m.tenant_id = c.tenant_id and m.client_id = c.id
      and ${isVisible(tx, ctx, 'm', 'id')}) as "meetingCount"
  from clients c`

export const listClientRows = (tx: TenantTx, ctx: Ctx, page: PageOf) => tx.sql<ClientRow[]>`
  ${selectClients(tx, ctx)} where c.tenant_id = ${tx.tenantId} and ${isOnPage(tx, 'c', page)}
  order by c.created_at desc, c.id desc limit ${page.limit}`

export async function getClient(tx: TenantTx, ctx: Ctx, id: string): Promise<ClientRow> {
  const [row] = await tx.sql<ClientRow[]>`
    ${selectClients(tx, ctx)} where c.tenant_id = ${tx.tenantId} and c.id = ${id}`
  if (!row) throw notFound('client')
  return row
}

export async function insertClient(
  tx: TenantTx,
  { id, name, note }: Pick<ClientRow, 'id' | 'name' | 'note'>,
): Promise<void> {
  await tx.orm
    .insert(clients)
    .values({ tenantId: tx.tenantId, id, name, foldedName: foldName(name), note })
}

const isClient = (tx: TenantTx, id: string) =>
  and(eq(clients.tenantId, tx.tenantId), eq(clients.id, id))

export async function updateClient(
  tx: TenantTx,
  id: string,
  { name, note }: Partial<Pick<ClientRow, 'name' | 'note'>>,
): Promise<void> {
  await tx.orm
    .update(clients)
    .set({
      ...(name === undefined ? {} : { name, foldedName: foldName(name) }),
      ...(note === undefined ? {} : { note }),
      rev: sql`${clients.rev} + 1`,
      updatedAt: sql`now()`,
    })
    .where(isClient(tx, id))
}

export async function deleteClientRow(tx: TenantTx, id: string): Promise<void> {
  await tx.orm.delete(clients).where(isClient(tx, id))
}

export async function clientExists(tx: TenantTx, id: string): Promise<boolean> {
  const [found] = await tx.orm.select({ id: clients.id }).from(clients).where(isClient(tx, id))
  return found !== undefined
}

/** Locks another client, to which meetings and people can then move; false when there is none. */
export async function lockOtherClient(tx: TenantTx, id: string, otherId: string): Promise<boolean> {
  const [found] = await tx.sql`
    select 1 from clients where tenant_id = ${tx.tenantId} and id = ${otherId} and id <> ${id} for key share`
  return found !== undefined
}

/** What belongs to a client, regardless of who may see it. */
export async function countUsage(tx: TenantTx, ctx: Ctx, id: string): Promise<ClientUsage> {
  const [row] = await tx.sql<ClientUsage[]>`
    select count(*)::int as "meetingCount",
      (count(*) filter (where not ${seesEveryMeeting(ctx)} and owner_id is distinct from ${actorId(ctx)}))::int
        as "foreignMeetingCount",
      (select count(*)::int from people where tenant_id = ${tx.tenantId} and client_id = ${id}) as "peopleCount"
    from meetings where tenant_id = ${tx.tenantId} and client_id = ${id}`
  return row ?? { meetingCount: 0, foreignMeetingCount: 0, peopleCount: 0 }
}
