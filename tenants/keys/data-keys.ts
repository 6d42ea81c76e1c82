import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { KeyStore, WrappedKey } from './key-store.ts'

const algorithm = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
const formatVersion = 1

/** Seals and opens what belongs to one tenant, each with a data key of its own. */
export interface DataKeys {
  /** Encrypts; `place` says where it will be kept, and must be the same when it is opened. The first call makes the tenant's key. */
  seal(tenantId: string, place: string, plain: Uint8Array): Promise<Uint8Array>
  /** Throws SealBroken when the bytes, the place or the tenant are not those that were sealed. */
  open(tenantId: string, place: string, sealed: Uint8Array): Promise<Uint8Array>
}

/** What was sealed cannot be opened: it was changed, moved, or the key is another one or gone. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/**
 * Envelope encryption (AES-256-GCM): a random data key for each tenant, kept in `store` wrapped by a
 * key that is derived from the master key (HKDF-SHA-256). Without the wrapped key, or with another
 * master key, what was sealed cannot be read any more.
 */
export function createDataKeys(store: KeyStore, masterKey: string): DataKeys {
  const wrappingKey = Buffer.from(hkdfSync('sha256', masterKey, '', 'aam/data-keys', keyBytes))
  const known = new Map<string, Promise<Buffer | undefined>>()

  const make = (tenantId: string): Promise<Buffer | undefined> => {
    known.delete(tenantId)
    return find(tenantId, true)
  }
  const find = (tenantId: string, mayMake: boolean): Promise<Buffer | undefined> => {
    const before = known.get(tenantId)
    // Who only looked may have found none: who may make one does not share that.
    if (before) return mayMake ? before.then((key) => key ?? make(tenantId)) : before
    const found = readKey(store, wrappingKey, tenantId, mayMake)
    known.set(tenantId, found)
    const forget = () => void known.delete(tenantId)
    found.then((key) => key ?? forget(), forget)
    return found
  }

  return {
    async seal(tenantId, place, plain) {
      const key = await find(tenantId, true)
      if (!key) throw new SealBroken('The tenant has no key.')
      const { nonce, sealed } = encrypt(key, plain, aadOf(tenantId, place))
      return Buffer.concat([Buffer.from([formatVersion]), nonce, sealed])
    },
    async open(tenantId, place, sealed) {
      const key = await find(tenantId, false)
      if (!key) throw new SealBroken('The key of this tenant is gone.')
      if (sealed[0] !== formatVersion) throw new SealBroken('This was not sealed here.')
      const nonce = sealed.subarray(1, 1 + nonceBytes)
      return decrypt(key, nonce, sealed.subarray(1 + nonceBytes), aadOf(tenantId, place))
    },
  }
}

const aadOf = (tenantId: string, place: string): Buffer => Buffer.from(`${tenantId}\n${place}`)

async function readKey(
  store: KeyStore,
  wrappingKey: Buffer,
  tenantId: string,
  mayMake: boolean,
): Promise<Buffer | undefined> {
  const found = await store.find(tenantId)
  if (found) return unwrap(wrappingKey, tenantId, found)
  if (!mayMake) return undefined
  const key = randomBytes(keyBytes)
  if (await store.create(tenantId, wrap(wrappingKey, tenantId, key))) return key
  const winner = await store.find(tenantId)
  return winner && unwrap(wrappingKey, tenantId, winner)
}

function wrap(wrappingKey: Buffer, tenantId: string, key: Buffer): WrappedKey {
  const { nonce, sealed } = encrypt(wrappingKey, key, aadOf(tenantId, 'data-key'))
  return {
    version: 1,
    nonce: nonce.toString('base64'),
    wrapped: sealed.toString('base64'),
    createdAt: new Date().toISOString(),
  }
}

const unwrap = (wrappingKey: Buffer, tenantId: string, { nonce, wrapped }: WrappedKey): Buffer =>
  decrypt(
    wrappingKey,
    Buffer.from(nonce, 'base64'),
    Buffer.from(wrapped, 'base64'),
    aadOf(tenantId, 'data-key'),
  )

function encrypt(key: Buffer, plain: Uint8Array, aad: Buffer) {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(aad)
  return {
    nonce,
    sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  }
}

function decrypt(key: Buffer, nonce: Uint8Array, sealed: Uint8Array, aad: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(aad).setAuthTag(sealed.subarray(sealed.length - tagBytes))
    const text = sealed.subarray(0, sealed.length - tagBytes)
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (error) {
    throw new SealBroken('The seal is broken, or the master key is another one.', { cause: error })
  }
}
