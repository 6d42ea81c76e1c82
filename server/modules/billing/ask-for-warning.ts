import type { TenantTx } from '../../../db/tenant.ts'
import { enqueue } from '../../jobs/outbox.ts'
import type { LimitName } from '../../platform/limits/limit-list.ts'
import { readLimits } from '../../platform/limits/stored-limits.ts'
import { type LimitWarning, thresholdOf } from '../../platform/limits/warnings.ts'
import { hasWarned } from './repo.ts'

/** Asks for letters to the owners, after the commit, unless they have been warned in this period already. */
export async function askForWarning(tx: TenantTx, warning: LimitWarning | null): Promise<void> {
  if (!warning || (await hasWarned(tx, warning))) return
  await enqueue(tx, 'limit.warn', { organisationId: tx.tenantId })
}

/** The same for what is held: `count` is asked only where there is a limit. */
export async function askForWarningOfHeld(
  tx: TenantTx,
  name: LimitName,
  count: () => Promise<number>,
): Promise<void> {
  const limit = (await readLimits(tx)).of(name, 'organisation', tx.tenantId)
  const threshold = limit === null ? null : thresholdOf(limit, await count())
  await askForWarning(tx, threshold && { name, threshold })
}
