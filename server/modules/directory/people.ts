import { and, eq, sql } from 'drizzle-orm'
import { clients, people } from '../../../db/schema/index.ts'
import { type TenantTx, withTenant } from '../../../db/tenant.ts'
import { audit } from '../../../db/audit/audit.ts'
import { describeChange } from '../../../db/audit/describe-change.ts'
import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { readCursor, toPage } from '../../platform/cursors.ts'
import { AppError } from '../../platform/errors.ts'
import { foldName, newId } from '../../platform/ids.ts'
import { withWrite } from '../../../db/transaction.ts'
import type { CreatePerson, PatchPerson, PeopleQuery, PersonPage, PersonView } from './contract.ts'
import type { DirectoryDeps } from './deps.ts'
import {
  containing,
  getPerson,
  type PersonRow,
  rejectDuplicate,
  selectPeople,
  toPersonView,
} from './repo.ts'
import { lockRow, requireRev } from './revision.ts'

const listName = 'people'

export async function listPeople(
  deps: DirectoryDeps,
  ctx: Ctx,
  query: PeopleQuery,
): Promise<PersonPage> {
  authorize(ctx, 'directory:read')
  const limit = query.limit ?? 20
  const [at = null, after = null] = readCursor(deps.cursors, listName, query.cursor) ?? []
  const like = query.q ? containing(query.q) : null
  const clientId = query.clientId ?? null
  const rows = await withTenant(
    deps.db,
    ctx,
    (tx) => tx.sql<PersonRow[]>`
      ${selectPeople(tx)} where p.tenant_id = ${tx.tenantId}
        and (${like}::text is null or fold_text(p.name) like fold_text(${like}))
        and (${clientId}::uuid is null or p.client_id = ${clientId}::uuid)
        and (${at}::text::timestamptz is null or (p.created_at, p.id) < (${at}::text::timestamptz, ${after}::uuid))
      order by p.created_at desc, p.id desc limit ${limit + 1}`,
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
    await tx.orm
      .insert(people)
      .values({ tenantId: tx.tenantId, id, name, foldedName: foldName(name), ...details(input) })
      .catch((error: unknown) =>
        rejectDuplicate(error, '/email', {
          en: 'person with this email address',
          ru: 'Человек с такой почтой',
        }),
      )
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
    await tx.orm
      .update(people)
      .set({
        ...(name === undefined ? {} : { name, foldedName: foldName(name) }),
        ...details(input),
        rev: sql`${people.rev} + 1`,
        updatedAt: sql`now()`,
      })
      .where(and(eq(people.tenantId, tx.tenantId), eq(people.id, id)))
      .catch((error: unknown) =>
        rejectDuplicate(error, '/email', {
          en: 'person with this email address',
          ru: 'Человек с такой почтой',
        }),
      )
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

const toFields = ({ name, email, job_title: jobTitle, client_id: clientId }: PersonRow) => ({
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
    await tx.orm.delete(people).where(and(eq(people.tenantId, tx.tenantId), eq(people.id, id)))
    await audit(tx, ctx, 'person.deleted', id)
    return null
  })
}

const details = (input: PatchPerson) => ({
  ...(input.email === undefined ? {} : { email: input.email?.trim().toLowerCase() || null }),
  ...(input.jobTitle === undefined ? {} : { jobTitle: input.jobTitle?.trim() || null }),
  ...(input.clientId === undefined ? {} : { clientId: input.clientId }),
})

async function requireClient(tx: TenantTx, clientId: string | null | undefined): Promise<void> {
  if (!clientId) return
  const [found] = await tx.orm
    .select({ id: clients.id })
    .from(clients)
    .where(and(eq(clients.tenantId, tx.tenantId), eq(clients.id, clientId)))
  if (found) return
  throw new AppError(
    'invalid_request',
    'There is no such client. Nothing was changed.',
    [{ pointer: '/clientId', detail: 'no such client', inRussian: 'такого клиента нет' }],
    {},
    'Такого клиента нет. Ничего не изменено.',
  )
}
