import type { TenantTx } from '../../db/tenant.ts'
import { limitReached } from './limit-reached.ts'
import { countMembers, countOwnScenarios, lockCapacity } from './repo.ts'
import { readLimits } from './stored-limits.ts'

export { countMembers } from './repo.ts'

const counts = { members: countMembers, ownScenarios: countOwnScenarios } as const

/**
 * Throws when one more would exceed the organisation's limit. With a limit, concurrent callers wait for each other
 * until the transaction ends.
 */
export async function requireCapacity(tx: TenantTx, name: keyof typeof counts): Promise<void> {
  const limit = (await readLimits(tx)).of(name, 'organisation', tx.tenantId)
  if (limit === null) return
  await lockCapacity(tx, name)
  const used = await counts[name](tx)
  if (used >= limit) throw limitReached({ name, holder: 'organisation', limit, used })
}
