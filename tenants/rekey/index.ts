import { withTenant } from '../../db/tenant.ts'
import { audit } from '../../server/platform/audit.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { createKeyChanges, type KeyChanges } from '../keys/change-keys.ts'
import { createDataKeys, ringKeptMs } from '../keys/data-keys.ts'
import type { KeyStore } from '../keys/key-store.ts'
import { type SealDeps, sealBodiesAnew, sealColumnsAnew } from './seal-anew.ts'
import { listUnknownSealed } from './sealed-columns.ts'

export interface RekeyDeps extends SealDeps {
  changes: KeyChanges
}

/** What `rekeyTenant` needs. Its own view of the keys is always as they are now. */
export const openRekey = (
  services: Pick<SealDeps, 'db' | 'files'>,
  keys: { store: KeyStore; masterKey: string; previousMasterKey: string | null },
): RekeyDeps => {
  const { store, masterKey, previousMasterKey } = keys
  return {
    ...services,
    dataKeys: createDataKeys(store, masterKey, { previousMasterKey, keptMs: 0 }),
    changes: createKeyChanges(store, masterKey, previousMasterKey),
  }
}

export interface Rekeyed {
  /** Data keys of the organisation, all of them wrapped anew. */
  keys: number
  /** Of them, how many were wrapped by the master key before. */
  wasPrevious: number
  /** What came of a new data key; null where only the wrapping is new. */
  data: null | {
    /** False when an earlier run had begun it and this one went on. */
    isNewKey: boolean
    /** Values of the database and bodies of calls that were sealed anew. */
    values: number
    bodies: number
    /** What no key opens, and did not before. */
    broken: number
    /** Old keys that seal nothing any more; the daily cleaning forgets them after a day. */
    emptied: number
    /** Columns that only a later version knows: for their sake the old keys stay. */
    unknownColumns: string[]
  }
}

/** A clock that runs behind, and a call whose id is older than its seal. */
const slackMs = 60_000
const marginMs = 2_000
/** Jobs under way may hold what an old key sealed. */
export const keptAfterEmptiedMs = 24 * 3_600_000

/**
 * Wraps the data keys of an organisation anew under the master key; with `data` begins a new data key as well and seals
 * anew what the old one sealed. Old keys go on opening until all is done, so it may be ended and begun again anywhere.
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
    await note(deps, tenantId, { keys: wrapped.keys, isNewKey: false })
    return { ...wrapped, data: null }
  }
  onProgress(begun.isNew ? 'A new data key seals from now on' : 'Going on where it was ended')
  const all = await sealAll(deps, tenantId, onProgress)
  // Processes that run seal with the old key until they look again.
  const waitMs = begun.since.getTime() + ringKeptMs + marginMs - Date.now()
  if (waitMs > 0) {
    onProgress(`Waiting ${Math.ceil(waitMs / 1_000)} s until every process seals with the new key`)
    await Bun.sleep(waitMs)
  }
  const since = new Date(begun.since.getTime() - slackMs)
  const late = await sealAll(deps, tenantId, () => undefined, since)
  const unknownColumns = await withTenant(deps.db, { tenantId }, listUnknownSealed)
  const emptied =
    unknownColumns.length === 0
      ? await locked(deps, tenantId, () => deps.changes.noteEmptied(tenantId))
      : 0
  await note(deps, tenantId, { keys: wrapped.keys, isNewKey: begun.isNew })
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

async function sealAll(
  deps: RekeyDeps,
  tenantId: string,
  onProgress: (line: string) => void,
  since?: Date,
) {
  const columns = await sealColumnsAnew(deps, tenantId)
  onProgress(`Values of the database sealed anew: ${columns.done}`)
  let saidAtMs = 0
  const bodies = await sealBodiesAnew(deps, tenantId, {
    ...(since ? { since } : {}),
    onProgress: (done, total) => {
      if (done < total && Date.now() - saidAtMs < 500) return
      saidAtMs = Date.now()
      onProgress(`Bodies of calls: ${done} of ${total}`)
    },
  })
  return {
    values: columns.done,
    bodies: bodies.done,
    broken: columns.broken + bodies.broken,
  }
}

/** Forgets keys that have sealed nothing for a day. */
export const dropEmptiedKeys = (
  deps: Pick<RekeyDeps, 'db' | 'changes'>,
  tenantId: string,
): Promise<number> =>
  locked(deps, tenantId, () =>
    deps.changes.dropEmptied(tenantId, new Date(Date.now() - keptAfterEmptiedMs)),
  )

/** Two changes of one tenant's keys at once could lose a key. */
const locked = <T>(
  { db }: Pick<RekeyDeps, 'db'>,
  tenantId: string,
  work: () => Promise<T>,
): Promise<T> =>
  withTenant(db, { tenantId }, async (tx) => {
    await tx.sql`select pg_advisory_xact_lock(hashtextextended(${`data-keys/${tenantId}`}, 0))`
    return work()
  })

const note = (
  { db }: RekeyDeps,
  tenantId: string,
  what: { keys: number; isNewKey: boolean },
): Promise<void> => {
  const ctx = systemCtx(tenantId, 'cli', newId())
  return withTenant(db, ctx, (tx) => audit(tx, ctx, 'tenant.rekeyed', tenantId, what))
}
