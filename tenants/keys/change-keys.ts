import { createWrapper, type KeyRing } from './key-ring.ts'
import type { KeyStore, StoredKeys } from './key-store.ts'

/** Changes a tenant's data keys. The caller must hold a lock, since concurrent changes could lose a key. */
export interface KeyChanges {
  /** Rewraps all keys under the master key. Returns their number, and how many used the previous master key. */
  rewrap(tenantId: string): Promise<{ keys: number; wasPrevious: number }>
  /** Starts a new key, unless an earlier rotation is unfinished. Null when the tenant has no key. */
  rotate(tenantId: string): Promise<{ isNew: boolean; since: Date } | null>
  /** Records that no stored data is sealed by the retired keys any more. Returns their number. */
  markEmptied(tenantId: string): Promise<number>
  /** Deletes keys that were emptied before `before`. Returns their number. */
  deleteEmptied(tenantId: string, before: Date): Promise<number>
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
      const wasPrevious = found.ring.filter(({ isWrappedByCurrent }) => !isWrappedByCurrent).length
      return { keys: found.ring.length, wasPrevious }
    },
    async rotate(tenantId) {
      const found = await read(tenantId)
      if (!found) return null
      const [current, ...olderKeys] = wrapped(tenantId, found.ring)
      if (!current) return null
      if (olderKeys.some(({ emptiedAt }) => emptiedAt === undefined)) {
        return { isNew: false, since: new Date(current.createdAt) }
      }
      const made = wrapper.makeKey(tenantId)
      const { createdAt } = made.stored
      await write(tenantId, [made.stored, { ...current, retiredAt: createdAt }, ...olderKeys])
      return { isNew: true, since: new Date(createdAt) }
    },
    async markEmptied(tenantId) {
      const found = await read(tenantId)
      if (!found) return 0
      const [current, ...olderKeys] = found.stored.keys
      const emptiedAt = new Date().toISOString()
      if (current)
        await write(tenantId, [current, ...olderKeys.map((one) => ({ emptiedAt, ...one }))])
      return olderKeys.length
    },
    async deleteEmptied(tenantId, before) {
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
