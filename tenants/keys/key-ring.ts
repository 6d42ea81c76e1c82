import { createHmac, hkdfSync, randomBytes } from 'node:crypto'
import { decrypt, encrypt, keyBytes, SealBroken } from './cipher.ts'
import type { StoredKeys, WrappedKey } from './key-store.ts'

/** An unwrapped data key. */
export interface DataKey {
  /** Four bytes derived from the key, which identify it in sealed data. */
  id: Buffer
  key: Buffer
  stored: WrappedKey
  /** Whether it is wrapped by the current master key and not by the previous one. */
  isWrappedByCurrent: boolean
}

/** The first key seals; all keys open. */
export type KeyRing = [DataKey, ...DataKey[]]

export const idBytes = 4

/** Wraps data keys with the master key; unwraps them with it or, during a change, with the previous one. */
export interface Wrapper {
  unwrapAll(tenantId: string, stored: StoredKeys): KeyRing
  wrap(tenantId: string, key: Buffer): Pick<WrappedKey, 'nonce' | 'wrapped'>
  makeKey(tenantId: string): DataKey
}

/** The wrapping key is derived from the master key (HKDF-SHA-256). */
export function createWrapper(masterKey: string, previousMasterKey: string | null): Wrapper {
  const derive = (master: string) =>
    Buffer.from(hkdfSync('sha256', master, '', 'aam/data-keys', keyBytes))
  const now = derive(masterKey)
  const before = previousMasterKey === null ? null : derive(previousMasterKey)

  const unwrap = (tenantId: string, stored: WrappedKey): DataKey => {
    const nonce = Buffer.from(stored.nonce, 'base64')
    const wrapped = Buffer.from(stored.wrapped, 'base64')
    const by = (wrapping: Buffer) => decrypt(wrapping, nonce, wrapped, placeOfKey(tenantId))
    try {
      const key = by(now)
      return { id: idOf(key), key, stored, isWrappedByCurrent: true }
    } catch (error) {
      if (!before) throw error
      const key = by(before)
      return { id: idOf(key), key, stored, isWrappedByCurrent: false }
    }
  }
  const wrap: Wrapper['wrap'] = (tenantId, key) => {
    const { nonce, sealed } = encrypt(now, key, placeOfKey(tenantId))
    return { nonce: nonce.toString('base64'), wrapped: sealed.toString('base64') }
  }
  return {
    wrap,
    unwrapAll(tenantId, { keys }) {
      const [first, ...others] = keys.map((stored) => unwrap(tenantId, stored))
      if (!first) throw new SealBroken('The tenant has no key.')
      return [first, ...others]
    },
    makeKey(tenantId) {
      const key = randomBytes(keyBytes)
      const stored = { ...wrap(tenantId, key), createdAt: new Date().toISOString() }
      return { id: idOf(key), key, stored, isWrappedByCurrent: true }
    },
  }
}

const idOf = (key: Buffer): Buffer =>
  createHmac('sha256', key).update('aam/data-key-id').digest().subarray(0, idBytes)

const placeOfKey = (tenantId: string): Buffer => aadOf(tenantId, 'data-key')

export const aadOf = (tenantId: string, place: string): Buffer =>
  Buffer.from(`${tenantId}\n${place}`)
