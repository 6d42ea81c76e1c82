import { decrypt, encrypt, nonceBytes, SealBroken } from './cipher.ts'
import { aadOf, createWrapper, type DataKey, idBytes, type KeyRing } from './key-ring.ts'
import type { KeyStore } from './key-store.ts'

export { SealBroken } from './cipher.ts'

/** Without the id of its key: sealed before a tenant could have several. */
const formatWithoutId = 1
const format = 2
/** Other processes learn of a new key within this time. */
export const ringKeptMs = 10_000

/** Seals and opens what belongs to one tenant, each with data keys of its own. */
export interface DataKeys {
  /** Encrypts; `place` says where it will be kept, and must be the same when it is opened. The first call makes the tenant's key. */
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  /** Throws SealBroken when the bytes, the place or the tenant are not those that were sealed. */
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
  /** Whether it was sealed by the key that seals now; its first bytes are enough. */
  isCurrent(tenantId: string, sealed: Uint8Array): Promise<boolean>
}

/**
 * Envelope encryption (AES-256-GCM): random data keys for each tenant, kept in `store` wrapped by a
 * key that is derived from the master key (HKDF-SHA-256). Without the wrapped key, or with another
 * master key, what was sealed cannot be read any more. `previousMasterKey` opens what is not wrapped anew yet.
 */
export function createDataKeys(
  store: KeyStore,
  masterKey: string,
  { previousMasterKey = null, keptMs = ringKeptMs }: DataKeyOptions = {},
): DataKeys {
  const wrapper = createWrapper(masterKey, previousMasterKey)
  const known = new Map<string, { ring: Promise<KeyRing | undefined>; untilMs: number }>()

  const read = async (tenantId: string, mayMake: boolean): Promise<KeyRing | undefined> => {
    const found = await store.find(tenantId)
    if (found) return wrapper.unwrapAll(tenantId, found)
    if (!mayMake) return undefined
    const made = wrapper.makeKey(tenantId)
    if (await store.create(tenantId, { version: 2, keys: [made.stored] })) return [made]
    const winner = await store.find(tenantId)
    return winner && wrapper.unwrapAll(tenantId, winner)
  }
  const remember = (tenantId: string, mayMake: boolean): Promise<KeyRing | undefined> => {
    const ring = read(tenantId, mayMake)
    const entry = { ring, untilMs: Date.now() + keptMs }
    known.set(tenantId, entry)
    const forget = (): void => {
      if (known.get(tenantId) === entry) known.delete(tenantId)
    }
    ring.then((found) => found ?? forget(), forget)
    return ring
  }
  const find = async (tenantId: string, mayMake: boolean): Promise<KeyRing | undefined> => {
    const before = known.get(tenantId)
    if (!before || before.untilMs <= Date.now()) return remember(tenantId, mayMake)
    // Who only looked may have found none: who may make one does not share that.
    const ring = await before.ring
    if (ring || !mayMake) return ring
    const after = known.get(tenantId)
    return after && after !== before ? find(tenantId, mayMake) : remember(tenantId, true)
  }
  const findKey = async (tenantId: string, id: Uint8Array): Promise<DataKey> => {
    const named = (ring: KeyRing | undefined) => ring?.find((one) => one.id.equals(id))
    const key = named(await find(tenantId, false)) ?? named(await remember(tenantId, false))
    if (key) return key
    throw new SealBroken('The key of this tenant is gone, or this was not sealed here.')
  }

  return {
    async seal(tenantId, place, plain) {
      const ring = await find(tenantId, true)
      if (!ring) throw new SealBroken('The tenant has no key.')
      const [{ id, key }] = ring
      const { nonce, sealed } = encrypt(key, plain, aadOf(tenantId, place))
      return Buffer.concat([Buffer.from([format]), id, nonce, sealed])
    },
    async open(tenantId, place, sealed) {
      const aad = aadOf(tenantId, place)
      if (sealed[0] === formatWithoutId) {
        const nonce = sealed.subarray(1, 1 + nonceBytes)
        return openByAny(await find(tenantId, false), nonce, sealed.subarray(1 + nonceBytes), aad)
      }
      if (sealed[0] !== format) throw new SealBroken('This was not sealed here.')
      const { key } = await findKey(tenantId, sealed.subarray(1, 1 + idBytes))
      const nonce = sealed.subarray(1 + idBytes, 1 + idBytes + nonceBytes)
      return decrypt(key, nonce, sealed.subarray(1 + idBytes + nonceBytes), aad)
    },
    async isCurrent(tenantId, sealed) {
      const ring = await find(tenantId, false)
      return sealed[0] === format && (ring?.[0].id.equals(sealed.subarray(1, 1 + idBytes)) ?? false)
    },
  }
}

export interface DataKeyOptions {
  previousMasterKey?: string | null
  /** How long the keys of a tenant are not read again. */
  keptMs?: number
}

function openByAny(
  ring: KeyRing | undefined,
  nonce: Uint8Array,
  sealed: Uint8Array,
  aad: Buffer,
): Buffer {
  let fault: unknown = new SealBroken('The key of this tenant is gone.')
  for (const { key } of ring ?? []) {
    try {
      return decrypt(key, nonce, sealed, aad)
    } catch (error) {
      fault = error
    }
  }
  throw fault
}
