import type { TenantTx } from '../../db/tenant.ts'
import { plans } from './index.ts'
import { insertFreeSubscription } from './repo.ts'

/** Gives a new organisation the free plan, unless it already has one. For installations with plans paid by card. */
export const startFree = (tx: TenantTx): Promise<void> =>
  insertFreeSubscription(tx, plans.newest('free')?.version ?? 1)
