import type { TenantTx } from '../../../db/tenant.ts'
import { changedMeanwhile } from '../../platform/errors.ts'

/**
 * Serializes changes of one row, so that of two with the same revision the second is rejected. Does not lock the key
 * (`for no key update`): otherwise accepting an item that refers to the row would wait here while its meeting is waited
 * for there.
 */
export async function lockRow(
  tx: TenantTx,
  table: 'clients' | 'people',
  id: string,
): Promise<void> {
  await tx.sql`
    select 1 from ${tx.sql(table)} where tenant_id = ${tx.tenantId} and id = ${id} for no key update`
}

/** Rejects a change against an older revision. */
export function requireRev(row: { rev: number }, expected: number | null): void {
  if (expected !== null && expected !== row.rev) throw changedMeanwhile(row.rev)
}
