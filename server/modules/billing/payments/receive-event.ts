import { requestReconciliation, findCustomerTenant } from '../../../../db/lookup.ts'
import { withTenant } from '../../../../db/tenant.ts'
import { enqueue } from '../../../jobs/outbox.ts'
import { AppError } from '../../../platform/errors.ts'
import { requirePayments } from './call-provider.ts'
import type { PaymentDeps } from './deps.ts'
import { saveEvent } from './repo.ts'

/**
 * Receives a webhook. Records each event id once and queues a job that fetches the current state; the event's content
 * is neither stored nor trusted. Throws `malformed_request` for a missing, wrong or old signature.
 */
export async function receiveEvent(
  deps: PaymentDeps,
  body: Uint8Array,
  signature: string | null,
): Promise<void> {
  const event = await requirePayments(deps).readEvent(body, signature)
  if (!event) throw notSigned()
  const { id, type, customerId, concernsMeter } = event
  if (concernsMeter) {
    deps.log.warn({ eventId: id, type }, 'Stripe rejected reported usage')
    await requestReconciliation(deps.db)
  }
  const tenantId = customerId === null ? null : await findCustomerTenant(deps.db, customerId)
  if (tenantId === null) return
  await withTenant(deps.db, { tenantId }, async (tx) => {
    if (!(await saveEvent(tx, event))) return
    await enqueue(tx, 'billing.sync', { organisationId: tenantId })
  })
}

const notSigned = (): AppError =>
  new AppError(
    'malformed_request',
    'This was not signed with our secret in the last five minutes. Nothing was kept.',
    [],
    {},
    'Это не подписано нашим секретом за последние пять минут. Ничего не сохранено.',
  )
