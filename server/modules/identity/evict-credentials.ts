import { withTenant } from '../../../db/tenant.ts'
import type { IdentityDeps } from './deps.ts'
import { listCredentials } from './members/repo.ts'

/**
 * Runs a change of a person's access so that no process keeps their old state cached: evicts their sessions and keys
 * before the change, and again afterwards, including those created in between.
 */
export async function withCredentialsEvicted<T>(
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
