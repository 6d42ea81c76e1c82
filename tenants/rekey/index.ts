import { withTenant } from '../../db/tenant.ts'
import { audit } from '../../db/audit/audit.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { createKeyChanges, type KeyChanges } from '../keys/change-keys.ts'
import { createDataKeys, ringCacheMs } from '../keys/data-keys.ts'
import type { KeyStore } from '../keys/key-store.ts'
import { type SealDeps, resealBodies, resealColumns } from './reseal.ts'
import { listUnknownSealed } from './sealed-columns.ts'

export interface RekeyDeps extends SealDeps {
  changes: KeyChanges
}

/** Dependencies of `rekeyTenant`. It caches no keys, so that it always sees the current ones. */
export const openRekey = (
  services: Pick<SealDeps, 'db' | 'files'>,
  keys: { store: KeyStore; masterKey: string; previousMasterKey: string | null },
): RekeyDeps => {
  const { store, masterKey, previousMasterKey } = keys
  return {
    ...services,
    dataKeys: createDataKeys(store, masterKey, { previousMasterKey, cacheMs: 0 }),
    changes: createKeyChanges(store, masterKey, previousMasterKey),
  }
}

export interface Rekeyed {
  /** Number of the organisation's data keys; all were rewrapped. */
  keys: number
  /** How many of them were wrapped by the previous master key. */
  wasPrevious: number
  /** Result of the data key rotation; null when the keys were only rewrapped. */
  data: null | {
    /** False when this run continued an interrupted rotation. */
    isNewKey: boolean
    /** Resealed database values and bodies of model calls. */
    values: number
    bodies: number
    /** Data that no key can open; it was already unreadable before. */
    broken: number
    /** Old keys without any sealed data; the daily cleanup deletes them after a day. */
    emptied: number
    /** Columns unknown to this version; the old keys are kept for them. */
    unknownColumns: string[]
  }
}

/** Covers clock differences, and calls whose id is older than their seal. */
const clockSkewMs = 60_000
const marginMs = 2_000
/** Running jobs may still have data sealed by an old key. */
export const emptiedKeyRetentionMs = 24 * 3_600_000

/**
 * Rewraps an organisation's data keys under the master key. With `data`, also starts a new data key and reseals the
 * data of the old ones. Old keys keep opening until everything is resealed, so it can be interrupted and restarted at
 * any point.
 */
export async function rekeyTenant(
  deps: RekeyDeps,
  tenantId: string,
  { data, onProgress = () => undefined }: { data: boolean; onProgress?: (line: string) => void },
): Promise<Rekeyed> {
  const wrapped = await locked(deps, tenantId, () => deps.changes.rewrap(tenantId))
  onProgress(`${wrapped.keys} data ${wrapped.keys === 1 ? 'key' : 'keys'} wrapped anew`)
  const begun = data ? await locked(deps, tenantId, () => deps.changes.rotate(tenantId)) : null
  if (!begun) {
    await recordAudit(deps, tenantId, { keys: wrapped.keys, isNewKey: false })
    return { ...wrapped, data: null }
  }
  onProgress(begun.isNew ? 'A new data key seals from now on' : 'Going on where it was ended')
  const all = await resealAll(deps, tenantId, onProgress)
  // Running processes seal with the old key until their cache expires.
  const waitMs = begun.since.getTime() + ringCacheMs + marginMs - Date.now()
  if (waitMs > 0) {
    onProgress(`Waiting ${Math.ceil(waitMs / 1_000)} s until every process seals with the new key`)
    await Bun.sleep(waitMs)
  }
  const since = new Date(begun.since.getTime() - clockSkewMs)
  const late = await resealAll(deps, tenantId, () => undefined, since)
  const unknownColumns = await withTenant(deps.db, { tenantId }, listUnknownSealed)
  const emptied =
    unknownColumns.length === 0
      ? await locked(deps, tenantId, () => deps.changes.markEmptied(tenantId))
      : 0
  await recordAudit(deps, tenantId, { keys: wrapped.keys, isNewKey: begun.isNew })
  return {
    ...wrapped,
    data: {
      isNewKey: begun.isNew,
      values: all.values + late.values,
      bodies: all.bodies + late.bodies,
      broken: Math.max(all.broken, late.broken),
      emptied,
      unknownColumns,
    },
  }
}

async function resealAll(
  deps: RekeyDeps,
  tenantId: string,
  onProgress: (line: string) => void,
  since?: Date,
) {
  const columns = await resealColumns(deps, tenantId)
  onProgress(`Values of the database sealed anew: ${columns.done}`)
  let reportedAtMs = 0
  const bodies = await resealBodies(deps, tenantId, {
    ...(since ? { since } : {}),
    onProgress: (done, total) => {
      if (done < total && Date.now() - reportedAtMs < 500) return
      reportedAtMs = Date.now()
      onProgress(`Bodies of calls: ${done} of ${total}`)
    },
  })
  return {
    values: columns.done,
    bodies: bodies.done,
    broken: columns.broken + bodies.broken,
  }
}

/** Deletes keys that were emptied a day ago or earlier. */
export const deleteEmptiedKeys = (
  deps: Pick<RekeyDeps, 'db' | 'changes'>,
  tenantId: string,
): Promise<number> =>
  locked(deps, tenantId, () =>
    deps.changes.deleteEmptied(tenantId, new Date(Date.now() - emptiedKeyRetentionMs)),
  )

/** Serializes changes of a tenant's keys, since concurrent ones could lose a key. */
const locked = <T>(
  { db }: Pick<RekeyDeps, 'db'>,
  tenantId: string,
  work: () => Promise<T>,
): Promise<T> =>
  withTenant(db, { tenantId }, async (tx) => {
    await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`data-keys/${tenantId}`}, 0))`
    return work()
  })

const recordAudit = (
  { db }: RekeyDeps,
  tenantId: string,
  what: { keys: number; isNewKey: boolean },
): Promise<void> => {
  const ctx = systemCtx(tenantId, 'cli', newId())
  return withTenant(db, ctx, (tx) => audit(tx, ctx, 'tenant.rekeyed', tenantId, what))
}
