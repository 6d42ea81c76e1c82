import type { TenantTx } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import type { LimitName } from '../../../tenants/limits/limit-list.ts'
import { readLimits } from '../../../tenants/limits/stored-limits.ts'
import { type LimitWarning, thresholdOf } from '../../../tenants/limits/warnings.ts'
import { hasWarned } from './repo.ts'

/** Queues warning mail to the owners, sent after the commit, unless they were already warned in this period. */
export async function enqueueWarning(tx: TenantTx, warning: LimitWarning | null): Promise<void> {
  if (!warning || (await hasWarned(tx, warning))) return
  await enqueue(tx, 'limit.warn', { organisationId: tx.tenantId })
}

/** The same for a held quantity: calls `count` only if there is a limit. */
export async function enqueueWarningOfHeld(
  tx: TenantTx,
  name: LimitName,
  count: () => Promise<number>,
): Promise<void> {
  const limit = (await readLimits(tx)).of(name, 'organisation', tx.tenantId)
  const threshold = limit === null ? null : thresholdOf(limit, await count())
  await enqueueWarning(tx, threshold && { name, threshold })
}
