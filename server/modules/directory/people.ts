import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { AppError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { CreatePerson, PatchPerson, PeopleQuery, PersonPage, PersonView } from './contract.ts'
import type { DirectoryDeps } from './deps.ts'
import { rejectDuplicate } from './reject-duplicate.ts'
import { clientExists } from './repo/clients.ts'
import { lockRow } from './repo/page.ts'
import {
  deletePersonRow,
  getPerson,
  insertPerson,
  listPersonRows,
  type PersonDetails,
  type PersonRow,
  updatePerson,
} from './repo/people.ts'
import { requireRev } from './revision.ts'
import { toPersonView } from './view.ts'

const listName = 'people'

export async function listPeople(
  deps: DirectoryDeps,
  ctx: Ctx,
  query: PeopleQuery,
): Promise<PersonPage> {
  authorize(ctx, 'directory:read')
  const limit = query.limit ?? 20
  const position = readCursor(deps.cursors, listName, query.cursor)
  const rows = await withTenant(deps.db, ctx, (tx) =>
    listPersonRows(tx, query.clientId ?? null, { part: query.q, position, limit: limit + 1 }),
  )
  return toPage([...rows], limit, toPersonView, (last) =>
    deps.cursors.sign(listName, [last.position, last.id]),
  )
}

export async function readPerson(deps: DirectoryDeps, ctx: Ctx, id: string): Promise<PersonView> {
  authorize(ctx, 'directory:read')
  return toPersonView(await withTenant(deps.db, ctx, (tx) => getPerson(tx, id)))
}

export async function createPerson(
  deps: DirectoryDeps,
  ctx: Ctx,
  input: CreatePerson,
): Promise<PersonView> {
  authorize(ctx, 'directory:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await requireClient(tx, input.clientId)
    const id = newId()
    const name = input.name.trim()
    await insertPerson(tx, { id, name, ...details(input) }).catch(rejectTakenEmail)
    await audit(tx, ctx, 'person.created', id)
    return toPersonView(await getPerson(tx, id))
  })
}

export async function changePerson(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
  input: PatchPerson,
  expectedRev: number | null,
): Promise<PersonView> {
  authorize(ctx, 'directory:write')
  return withWrite(deps.db, ctx, async (tx) => {
    await lockRow(tx, 'people', id)
    const before = await getPerson(tx, id)
    requireRev(before, expectedRev)
    await requireClient(tx, input.clientId)
    const name = input.name?.trim()
    await updatePerson(tx, id, { name, ...details(input) }).catch(rejectTakenEmail)
    const isRenamed = name !== undefined && name !== before.name
    const change = { personId: id, from: before.name, to: name ?? before.name }
    const meetings = isRenamed ? await deps.personUses.renamed(tx, ctx, change) : 0
    const after = await getPerson(tx, id)
    await audit(tx, ctx, 'person.changed', id, {
      ...describeChange(toFields(before), toFields(after), ['clientId']),
      ...(isRenamed ? { meetings } : {}),
    })
    return toPersonView(after)
  })
}

const rejectTakenEmail = (error: unknown): never =>
  rejectDuplicate(error, '/email', {
    en: 'person with this email address',
    ru: 'Человек с такой почтой',
  })

const toFields = ({ name, email, jobTitle, clientId }: PersonRow) => ({
  name,
  email,
  jobTitle,
  clientId,
})

/** Deletes a person from the directory; meetings keep the name. */
export async function deletePerson(
  deps: DirectoryDeps,
  ctx: Ctx,
  id: string,
  expectedRev: number | null,
): Promise<void> {
  authorize(ctx, 'directory:write')
  await withWrite(deps.db, ctx, async (tx) => {
    await lockRow(tx, 'people', id)
    const person = await getPerson(tx, id)
    requireRev(person, expectedRev)
    await deps.personUses.leaving(tx, person)
    await deletePersonRow(tx, id)
    await audit(tx, ctx, 'person.deleted', id)
    return null
  })
}

const details = (input: PatchPerson): PersonDetails => ({
  ...(input.email === undefined ? {} : { email: input.email?.trim().toLowerCase() || null }),
  ...(input.jobTitle === undefined ? {} : { jobTitle: input.jobTitle?.trim() || null }),
  ...(input.clientId === undefined ? {} : { clientId: input.clientId }),
})

async function requireClient(tx: TenantTx, clientId: string | null | undefined): Promise<void> {
  if (!clientId || (await clientExists(tx, clientId))) return
  throw new AppError(
    'invalid_request',
    'There is no such client. Nothing was changed.',
    [{ pointer: '/clientId', detail: 'no such client', inRussian: 'такого клиента нет' }],
    {},
    'Такого клиента нет. Ничего не изменено.',
  )
}
