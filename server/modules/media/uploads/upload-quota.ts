import type { TenantTx } from '../../../../db/tenant.ts'
import type { LimitName } from '../../../../tenants/limits/limit-list.ts'
import { type Holder, limitReached } from '../../../../tenants/limits/limit-reached.ts'
import { readLimits } from '../../../../tenants/limits/stored-limits.ts'
import { countStoredBytes, countUploads, lockUploads } from '../repo.ts'

/**
 * Throws `upload_limit_reached` when one more upload of this size is past what the organisation or the person may have.
 * Until the transaction ends, no other upload of the organisation begins.
 */
export async function requireRoomForUpload(
  tx: TenantTx,
  userId: string,
  sizeBytes: number,
): Promise<void> {
  await lockUploads(tx)
  const limits = await readLimits(tx)
  const open = await countUploads(tx, userId)
  const holders: [Holder, string][] = [
    ['organisation', tx.tenantId],
    ['person', userId],
  ]
  const refusePast = (name: LimitName, holder: Holder, id: string, used: number, more: number) => {
    const limit = limits.of(name, holder, id)
    if (limit !== null && used + more > limit) throw limitReached({ name, holder, limit, used })
  }
  for (const [holder, id] of holders) {
    refusePast('openUploads', holder, id, open[holder].count, 1)
    refusePast('openUploadBytes', holder, id, open[holder].bytes, sizeBytes)
    if (limits.of('storedBytes', holder, id) === null) continue
    const stored = await countStoredBytes(tx, holder === 'person' ? id : null)
    refusePast('storedBytes', holder, id, stored + open[holder].bytes, sizeBytes)
  }
}
