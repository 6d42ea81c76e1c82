import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

const algorithm = 'aes-256-gcm'
const tagBytes = 16
export const keyBytes = 32
export const nonceBytes = 12

/** Sealed data cannot be opened: it was altered or moved, or the key is wrong or deleted. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken'
}

/** Encrypts by AES-256-GCM with a random nonce; decryption needs the same `aad`. */
export function encrypt(key: Buffer, plain: Uint8Array, aad: Buffer) {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce).setAAD(aad)
  return {
    nonce,
    sealed: Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]),
  }
}

/** Decrypts; throws SealBroken. */
export function decrypt(key: Buffer, nonce: Uint8Array, sealed: Uint8Array, aad: Buffer): Buffer {
  try {
    const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
    decipher.setAAD(aad).setAuthTag(sealed.subarray(sealed.length - tagBytes))
    const text = sealed.subarray(0, sealed.length - tagBytes)
    return Buffer.concat([decipher.update(text), decipher.final()])
  } catch (error) {
    throw new SealBroken('The seal is broken, or the master key is another one.', { cause: error })
  }
}
