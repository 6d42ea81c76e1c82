import { withTenant } from '../../../db/tenant.ts'
import type { IdentityDeps } from './deps.ts'
import { listCredentials } from './members/repo.ts'

/**
 * Does a change of what somebody may do, or whether they may come in, so that no process remembers them as they were:
 * their sessions and keys are forgotten before the change, and afterwards once more with those that came in between.
 */
export async function forgetWhile<T>(
  { db, credentials }: Pick<IdentityDeps, 'db' | 'credentials'>,
  tenantId: string,
  userId: string,
  change: () => Promise<T>,
): Promise<T> {
  const read = () => withTenant(db, { tenantId }, (tx) => listCredentials(tx, userId))
  const before = await read()
  await credentials.forget(tenantId, before)
  const result = await change()
  const after = await read()
  await credentials.forget(tenantId, [...new Set([...before, ...after])])
  return result
}
