import { and, eq, sql } from 'drizzle-orm'
import { columnsOf, type RowOf } from '../../../../db/columns.ts'
import { people } from '../../../../db/schema/index.ts'
import type { TenantTx } from '../../../../db/tenant.ts'
import { notFound } from '../../../platform/errors.ts'
import { foldName } from '../../../platform/ids.ts'
import { isOnPage, type PageOf } from './page.ts'

const personColumns = columnsOf(
  people,
  'id',
  'name',
  'email',
  'jobTitle',
  'clientId',
  'rev',
  'createdAt',
)
export type PersonRow = RowOf<typeof personColumns> & {
  clientName: string | null
  position: string
}
export type PersonDetails = Partial<Pick<PersonRow, 'email' | 'jobTitle' | 'clientId'>>

const selectPeople = (tx: TenantTx) => tx.sql`
  select ${personColumns(tx, 'p')}, c.name as "clientName", p.created_at::text as position
  from people p left join clients c on c.tenant_id = p.tenant_id and c.id = p.client_id`

/** Of one client or all. */
export const listPersonRows = (tx: TenantTx, clientId: string | null, page: PageOf) => tx.sql<
  PersonRow[]
>`
  ${selectPeople(tx)} where p.tenant_id = ${tx.tenantId} and ${isOnPage(tx, 'p', page)}
    and (${clientId}::uuid is null or p.client_id = ${clientId}::uuid)
  order by p.created_at desc, p.id desc limit ${page.limit}`

export async function getPerson(tx: TenantTx, id: string): Promise<PersonRow> {
  const [row] = await tx.sql<PersonRow[]>`
    ${selectPeople(tx)} where p.tenant_id = ${tx.tenantId} and p.id = ${id}`
  if (!row) throw notFound('person')
  return row
}

export async function insertPerson(
  tx: TenantTx,
  { id, name, ...details }: Pick<PersonRow, 'id' | 'name'> & PersonDetails,
): Promise<void> {
  await tx.orm
    .insert(people)
    .values({ tenantId: tx.tenantId, id, name, foldedName: foldName(name), ...details })
}

const isPerson = (tx: TenantTx, id: string) =>
  and(eq(people.tenantId, tx.tenantId), eq(people.id, id))

export async function updatePerson(
  tx: TenantTx,
  id: string,
  { name, ...details }: { name: string | undefined } & PersonDetails,
): Promise<void> {
  await tx.orm
    .update(people)
    .set({
      ...(name === undefined ? {} : { name, foldedName: foldName(name) }),
      ...details,
      rev: sql`${people.rev} + 1`,
      updatedAt: sql`now()`,
    })
    .where(isPerson(tx, id))
}

export async function deletePersonRow(tx: TenantTx, id: string): Promise<void> {
  await tx.orm.delete(people).where(isPerson(tx, id))
}

/** Moves all people of one client to another, or to none. */
export async function movePeople(tx: TenantTx, from: string, to: string | null): Promise<void> {
  await tx.sql`
    update people set client_id = ${to}, rev = rev + 1, updated_at = now()
    where tenant_id = ${tx.tenantId} and client_id = ${from}`
}

/** Names of the organisation's people, newest first, up to `limit`; an import uses them as evidence. */
export async function listPersonNames(tx: TenantTx, limit: number): Promise<string[]> {
  const rows = await tx.sql<{ name: string }[]>`
    select name from people where tenant_id = ${tx.tenantId} order by created_at desc limit ${limit}`
  return rows.map(({ name }) => name)
}
