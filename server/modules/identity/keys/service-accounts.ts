import { withTenant } from '../../../../db/tenant.ts'
import { publish } from '../../../jobs/outbox.ts'
import { audit } from '../../../../db/audit/audit.ts'
import { authorize } from '../../../platform/authorization.ts'
import type { Ctx } from '../../../platform/context.ts'
import { readCursor, toPage } from '../../../platform/cursors.ts'
import { newId } from '../../../platform/ids.ts'
import { withWrite } from '../../../../db/transaction.ts'
import { requireMayGive } from '../members/rules.ts'
import { keyCacheId } from '../ports.ts'
import type {
  CreateServiceAccount,
  PatchServiceAccount,
  ServiceAccountList,
  ServiceAccountsQuery,
  ServiceAccountView,
} from './contract.ts'
import type { KeyDeps } from './create-key.ts'
import {
  getServiceForChange,
  insertService,
  listKeyIds,
  listServiceRows,
  type ServiceAccountRow,
  updateService,
} from './repo.ts'

const listName = 'service-accounts'

export async function listServiceAccounts(
  deps: KeyDeps,
  ctx: Ctx,
  { cursor, limit = 20 }: ServiceAccountsQuery,
): Promise<ServiceAccountList> {
  authorize(ctx, 'members:read')
  const after = readCursor(deps.cursors, listName, cursor)
  const rows = await withTenant(deps.db, ctx, (tx) => listServiceRows(tx, after, limit + 1))
  return toPage([...rows], limit, toView, ({ position, name, id }) =>
    deps.cursors.sign(listName, [position, name, id]),
  )
}

/** Creates an account for programs, which act through its keys; what they create is kept when people leave. */
export async function createServiceAccount(
  deps: KeyDeps,
  ctx: Ctx,
  { name, role }: CreateServiceAccount,
): Promise<ServiceAccountView> {
  authorize(ctx, 'members:write')
  requireMayGive(ctx, role)
  return withWrite(deps.db, ctx, async (tx) => {
    const id = newId()
    await insertService(tx, { id, name: name.trim(), role })
    await audit(tx, ctx, 'service_account.created', id, { role })
    return toView(await getServiceForChange(tx, id))
  })
}

/** Takes effect immediately: a deactivated account's keys stop working, and a new role applies to all its keys. */
export async function changeServiceAccount(
  deps: KeyDeps,
  ctx: Ctx,
  id: string,
  input: PatchServiceAccount,
): Promise<ServiceAccountView> {
  authorize(ctx, 'members:write')
  if (input.role) requireMayGive(ctx, input.role)
  return withWrite(deps.db, ctx, async (tx) => {
    const before = await getServiceForChange(tx, id)
    requireMayGive(ctx, before.role)
    const keys = await listKeyIds(tx, id)
    await deps.credentials.forget(ctx.tenantId, keys.map(keyCacheId))
    const isActive = input.status ? input.status === 'active' : before.disabledAt === null
    const role = input.role ?? before.role
    await updateService(tx, id, { name: input.name?.trim() ?? before.name, role, isActive })
    await audit(tx, ctx, 'service_account.changed', id, {
      fields: Object.keys(input).join(' '),
      ...(role === before.role ? {} : { from: before.role, to: role }),
      ...(input.status ? { status: input.status } : {}),
    })
    await publish(tx, { name: 'member.changed', userId: id })
    return toView(await getServiceForChange(tx, id))
  })
}

const toView = (row: ServiceAccountRow): ServiceAccountView => ({
  id: row.id,
  name: row.name,
  role: row.role,
  status: row.disabledAt === null ? 'active' : 'deactivated',
  createdAt: row.createdAt.toISOString(),
})
