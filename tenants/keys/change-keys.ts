import { createWrapper, type KeyRing } from './key-ring.ts'
import type { KeyStore, StoredKeys } from './key-store.ts'

/** Changes the keys of one tenant. Whoever calls it holds a lock: two at once could lose a key. */
export interface KeyChanges {
  /** Wraps every key anew under the master key. Returns how many there are, and how many were under the one before. */
  rewrap(tenantId: string): Promise<{ keys: number; wasPrevious: number }>
  /** Begins a new key, unless one is begun whose elders are not emptied yet. Null where the tenant has none. */
  rotate(tenantId: string): Promise<{ isNew: boolean; since: Date } | null>
  /** Says that nothing that is stored was sealed by the retired keys. Returns how many there are. */
  noteEmptied(tenantId: string): Promise<number>
  /** Forgets keys that were emptied before `before`. Returns how many. */
  dropEmptied(tenantId: string, before: Date): Promise<number>
}

export function createKeyChanges(
  store: KeyStore,
  masterKey: string,
  previousMasterKey: string | null,
): KeyChanges {
  const wrapper = createWrapper(masterKey, previousMasterKey)
  const read = async (tenantId: string) => {
    const stored = await store.find(tenantId)
    return stored && { stored, ring: wrapper.unwrapAll(tenantId, stored) }
  }
  const write = (tenantId: string, keys: StoredKeys['keys']) =>
    store.replace(tenantId, { version: 2, keys })
  const wrapped = (tenantId: string, ring: KeyRing) =>
    ring.map(({ key, stored }) => ({ ...stored, ...wrapper.wrap(tenantId, key) }))

  return {
    async rewrap(tenantId) {
      const found = await read(tenantId)
      if (!found) return { keys: 0, wasPrevious: 0 }
      await write(tenantId, wrapped(tenantId, found.ring))
      const wasPrevious = found.ring.filter(({ isWrappedNow }) => !isWrappedNow).length
      return { keys: found.ring.length, wasPrevious }
    },
    async rotate(tenantId) {
      const found = await read(tenantId)
      if (!found) return null
      const [current, ...elders] = wrapped(tenantId, found.ring)
      if (!current) return null
      if (elders.some(({ emptiedAt }) => emptiedAt === undefined)) {
        return { isNew: false, since: new Date(current.createdAt) }
      }
      const made = wrapper.makeKey(tenantId)
      const { createdAt } = made.stored
      await write(tenantId, [made.stored, { ...current, retiredAt: createdAt }, ...elders])
      return { isNew: true, since: new Date(createdAt) }
    },
    async noteEmptied(tenantId) {
      const found = await read(tenantId)
      if (!found) return 0
      const [current, ...elders] = found.stored.keys
      const emptiedAt = new Date().toISOString()
      if (current) await write(tenantId, [current, ...elders.map((one) => ({ emptiedAt, ...one }))])
      return elders.length
    },
    async dropEmptied(tenantId, before) {
      const stored = await store.find(tenantId)
      const kept = stored?.keys.filter(
        ({ emptiedAt }) => emptiedAt === undefined || new Date(emptiedAt) >= before,
      )
      if (!stored || !kept || kept.length === stored.keys.length) return 0
      await write(tenantId, kept)
      return stored.keys.length - kept.length
    },
  }
}
