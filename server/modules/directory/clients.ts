import { and, eq, sql } from 'drizzle-orm'
import { clients } from '../../../db/schema/index.ts'
import { withTenant } from '../../../db/tenant.ts'
import { audit } from '../../platform/audit.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { AppError } from '../../platform/errors.ts'
import { foldName, newId } from '../../platform/ids.ts'
import { withWrite } from '../../platform/transaction.ts'
import type {
  ClientPage,
  ClientView,
  CreateClient,
  DirectoryQuery,
  PatchClient,
} from './contract.ts'
import type { DirectoryDeps } from './deps.ts'
import {
  type ClientRow,
  containing,
  getClient,
  refuseTwice,
  selectClients,
  toClientView,
} from './repo.ts'
import { lockRow, requireRev } from './revision.ts'

const listName = 'clients'

export async function listClients(
  deps: DirectoryDeps,
  ctx: Ctx,
  query: DirectoryQuery,
): Promise<ClientPage> {
  authorize(ctx, 'directory:read')
  const limit = query.limit ?? 20
  const [at = null, after = null] = readCursor(deps.cursors, listName, query.cursor) ?? []
  const like = query.q ? containing(query.q) : null
  const rows = await withTenant(
    deps.db,
    ctx,
    (tx) => tx.sql<ClientRow[]>`
      ${selectClients(tx, ctx)} where c.tenant_id = ${tx.tenantId}
        and (${like}::text is null or c.name ilike ${like})
        and (${at}::text::timestamptz is null or (c.created_at, c.id) < (${at}::text::timestamptz, ${after}::uuid))
      order by c.created_at desc, c.id desc limit ${limit + 1}`,
  )
  return toPage([...rows], limit, toClientView, (last) =>
    deps.cursors.sign(listName, [last.position, last.id]),
  )
}

export async function readClient(deps: DirectoryDeps, ctx: Ctx, id: string): Promise<ClientView> {
  authorize(ctx, 'directory:read')
  return toClientView(await withTenant(deps.db, ctx, (tx) => getClient(tx, ctx, id)))
}

export async function createClient(
  deps: DirectoryDeps,
  ctx: Ctx,
  input: CreateClient,
): Promise<ClientView> {
  authorize(ctx, 'directory:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const id = newId()
    const name = input.name.trim()
    await tx.orm
      .insert(clients)
      .values({
        tenantId: tx.tenantId,
        id,
        name,
        foldedName: foldName(name),
        note: input.note ?? null,
      })
      .catch((error: unknown) => refuseTwice(error, '/name', 'client of this name'))
    await audit(tx, ctx, 'client.created', id)
    return toClientView(await getClient(tx, ctx, id))
  })
}

export async function changeClient(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
  input: PatchClient,
  expectedRev: number | null,
): Promise<ClientView> {
  authorize(ctx, 'directory:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await lockRow(tx, 'clients', id)
    requireRev(await getClient(tx, ctx, id), expectedRev)
    const name = input.name?.trim()
    await tx.orm
      .update(clients)
      .set({
        ...(name === undefined ? {} : { name, foldedName: foldName(name) }),
        ...(input.note === undefined ? {} : { note: input.note }),
        rev: sql`${clients.rev} + 1`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(clients.tenantId, tx.tenantId), eq(clients.id, id)))
      .catch((error: unknown) => refuseTwice(error, '/name', 'client of this name'))
    await audit(tx, ctx, 'client.changed', id, { fields: Object.keys(input).join(' ') })
    return toClientView(await getClient(tx, ctx, id))
  })
}

/** Deletes a client that no meeting and no person belongs to; others are refused with `conflict`. */
export async function deleteClient(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'directory:write')
  await withWrite(deps.db, ctx, async (tx) => {
    await lockRow(tx, 'clients', id)
    requireRev(await getClient(tx, ctx, id), expectedRev)
    const [used] = await tx.sql<{ meetings: boolean; people: boolean }[]>`
      select exists (select 1 from meetings where tenant_id = ${tx.tenantId} and client_id = ${id}) as meetings,
        exists (select 1 from people where tenant_id = ${tx.tenantId} and client_id = ${id}) as people`
    if (used?.meetings || used?.people) {
      throw new AppError(
        'conflict',
        'Meetings or people still belong to this client. Give them to another client or to none first.',
      )
    }
    await tx.orm.delete(clients).where(and(eq(clients.tenantId, tx.tenantId), eq(clients.id, id)))
    await audit(tx, ctx, 'client.deleted', id)
    return null
  })
}
