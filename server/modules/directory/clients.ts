import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import type { Services } from '../../../db/services.ts'
import { withWrite } from '../../../db/transaction.ts'
import { moveMeetingsOfClient } from '../meetings/index.ts'
import type {
  ClientPage,
  ClientUsage,
  ClientView,
  CreateClient,
  DeleteClientQuery,
  DirectoryQuery,
  PatchClient,
} from './contract.ts'
import type { DirectoryDeps } from './deps.ts'
import { rejectDuplicate } from './reject-duplicate.ts'
import {
  type ClientRow,
  countUsage,
  deleteClientRow,
  getClient,
  insertClient,
  listClientRows,
  lockOtherClient,
  updateClient,
} from './repo/clients.ts'
import { lockRow } from './repo/page.ts'
import { movePeople } from './repo/people.ts'
import { requireRev } from './revision.ts'
import { toClientView } from './view.ts'
import { countedInRussian } from '../../platform/russian-plurals.ts'

const listName = 'clients'

export async function listClients(
  deps: DirectoryDeps,
  ctx: Ctx,
  query: DirectoryQuery,
): Promise<ClientPage> {
  authorize(ctx, 'directory:read')
  const limit = query.limit ?? 20
  const position = readCursor(deps.cursors, listName, query.cursor)
  const rows = await withTenant(deps.db, ctx, (tx) =>
    listClientRows(tx, ctx, { part: query.q, position, limit: limit + 1 }),
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
  deps: Services,
  ctx: Ctx,
  input: CreateClient,
): Promise<ClientView> {
  authorize(ctx, 'directory:write')
  return withWrite(deps.db, ctx, async (tx) => {
    const id = newId()
    const name = input.name.trim()
    await insertClient(tx, { id, name, note: input.note ?? null }).catch(rejectTakenName)
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
    const before = await getClient(tx, ctx, id)
    requireRev(before, expectedRev)
    const change = {
      ...(input.name === undefined ? {} : { name: input.name.trim() }),
      ...(input.note === undefined ? {} : { note: input.note }),
    }
    await updateClient(tx, id, change).catch(rejectTakenName)
    const after = await getClient(tx, ctx, id)
    await audit(
      tx,
      ctx,
      'client.changed',
      id,
      describeChange(toFields(before), toFields(after), []),
    )
    return toClientView(after)
  })
}

const rejectTakenName = (error: unknown): never =>
  rejectDuplicate(error, '/name', { en: 'client of this name', ru: 'Клиент с таким именем' })

const toFields = ({ name, note }: ClientRow) => ({ name, note })

/** What blocks the deletion of a client, counted over all meetings and people. */
export async function readClientUsage(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
): Promise<ClientUsage> {
  authorize(ctx, 'directory:read')
  return withTenant(deps.db, ctx, async (tx) => {
    await getClient(tx, ctx, id)
    return countUsage(tx, ctx, id)
  })
}

/**
 * Deletes a client. Its meetings and people move to the client `moveTo`, or to none, in the same transaction. Without
 * `moveTo`, or if the caller may not change some of its meetings, throws `in_use`.
 */
export async function deleteClient(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
  { moveTo }: DeleteClientQuery,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'directory:write')
  await withWrite(deps.db, ctx, async (tx) => {
    await lockRow(tx, 'clients', id)
    requireRev(await getClient(tx, ctx, id), expectedRev)
    const usage = await countUsage(tx, ctx, id)
    if (usage.foreignMeetingCount > 0) throw usedByOthers(usage)
    if (usage.meetingCount + usage.peopleCount > 0) {
      if (moveTo === undefined) throw inUse(usage)
      const successor = moveTo === 'none' ? null : await findSuccessor(tx, id, moveTo)
      await moveMeetingsOfClient(tx, ctx, id, successor)
      await movePeople(tx, id, successor)
    }
    await deleteClientRow(tx, id)
    await audit(tx, ctx, 'client.deleted', id, { movedTo: moveTo ?? null })
    return null
  })
}

async function findSuccessor(tx: TenantTx, id: string, moveTo: string): Promise<string> {
  if (await lockOtherClient(tx, id, moveTo)) return moveTo
  throw new AppError(
    'invalid_request',
    'There is no such client to move to. Nothing was changed.',
    [
      {
        pointer: '?moveTo',
        detail: 'must be another client of the organisation, or "none"',
        inRussian: 'ожидается другой клиент организации или «none»',
      },
    ],
    {},
    'Клиента, к которому переносить, нет. Ничего не изменено.',
  )
}

const counted = (count: number, one: string, more: string): string =>
  `${count} ${count === 1 ? one : more}`

const inUse = ({ meetingCount, peopleCount }: ClientUsage): AppError =>
  new AppError(
    'in_use',
    `${counted(meetingCount, 'meeting', 'meetings')} and ${counted(peopleCount, 'person', 'people')} belong to this client. Say with ?moveTo= which client they go to, or ?moveTo=none to leave them without one. Nothing was changed.`,
    [],
    {},
    `За этим клиентом числятся ${countedInRussian(meetingCount, 'встреча', 'встречи', 'встреч')} и ${countedInRussian(peopleCount, 'человек', 'человека', 'человек')}. Укажите в ?moveTo=, к какому клиенту их перенести, или ?moveTo=none, чтобы оставить без клиента. Ничего не изменено.`,
  )

const usedByOthers = ({ foreignMeetingCount }: ClientUsage): AppError =>
  new AppError(
    'in_use',
    `${counted(foreignMeetingCount, 'meeting', 'meetings')} of other people belong to this client, and only their owners or an admin can move them. Ask an admin to delete the client. Nothing was changed.`,
    [],
    {},
    `За этим клиентом есть чужие встречи (${foreignMeetingCount}), а перенести их могут только их владельцы и администратор. Попросите администратора удалить клиента. Ничего не изменено.`,
  )
