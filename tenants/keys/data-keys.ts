import { decrypt, encrypt, nonceBytes, SealBroken } from './cipher.ts'
import { aadOf, createWrapper, type DataKey, idBytes, type KeyRing } from './key-ring.ts'
import type { KeyStore } from './key-store.ts'

export { SealBroken } from './cipher.ts'

/** The older format without a key id, from when a tenant had one key. */
const formatWithoutId = 1
const format = 2
/** How long processes cache a tenant's keys: all of them use a new key after this time. */
export const ringCacheMs = 10_000

/** Encrypts and decrypts tenant data; each tenant has its own data keys. */
export interface DataKeys {
  /**
   * Encrypts. `place` identifies where the data is stored and must be the same in `open`. The first call creates the
   * tenant's key.
   */
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  /** Decrypts. Throws SealBroken when bytes, place or tenant differ from what was sealed. */
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
  /** Whether data was sealed by the current key; its first bytes are enough. */
  isCurrent(tenantId: string, sealed: Uint8Array): Promise<boolean>
}

/**
 * Envelope encryption (AES-256-GCM): each tenant has random data keys, stored in `store` and wrapped by a key derived
 * from the master key (HKDF-SHA-256). Without the wrapped key, or with another master key, sealed data is unreadable.
 * `previousMasterKey` unwraps keys that are not rewrapped yet.
 */
export function createDataKeys(
  store: KeyStore,
  masterKey: string,
  { previousMasterKey = null, cacheMs = ringCacheMs }: DataKeyOptions = {},
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
    const entry = { ring, untilMs: Date.now() + cacheMs }
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
    // A pending lookup that may not create a key may have found none; this caller then creates one.
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
  /** How long a tenant's keys are cached. */
  cacheMs?: number
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
