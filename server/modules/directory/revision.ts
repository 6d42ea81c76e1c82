import type { TenantTx } from '../../../db/tenant.ts'
import { changedMeanwhile } from '../../platform/errors.ts'

/**
 * Changes of one row take turns, so that of two with the same revision the second is refused. Its key stays free for
 * rows that refer to it: an item that is being accepted would otherwise wait here, and its meeting be waited for there.
 */
export async function lockRow(
  tx: TenantTx,
  table: 'clients' | 'people',
  id: string,
): Promise<void> {
  await tx.sql`
    select 1 from ${tx.sql(table)} where tenant_id = ${tx.tenantId} and id = ${id} for no key update`
}

/** Refuses a change that was made against an older revision. */
export function requireRev(row: { rev: number }, expected: number | null): void {
  if (expected !== null && expected !== row.rev) throw changedMeanwhile(row.rev)
}
