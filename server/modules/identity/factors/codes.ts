import { randomBytes } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import { newId } from '../../../platform/ids.ts'
import { hashSecret } from '../refresh-token.ts'

const periodSeconds = 30
/** Allowed clock drift in steps, in either direction (RFC 6238, section 5.2). */
const driftSteps = 1
const secretBytes = 20
const codeCount = 10
const codeLetters = 16
/** No letters that look like digits (Crockford's Base32). */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

const totpOf = (secret: Secret, names: { issuer?: string; label?: string } = {}): TOTP =>
  new TOTP({ ...names, secret, algorithm: 'SHA1', digits: 6, period: periodSeconds })

export function newTotpSecret(names: { issuer: string; label: string }) {
  const secret = new Secret({ size: secretBytes })
  return { bytes: secret.bytes, base32: secret.base32, uri: totpOf(secret, names).toString() }
}

/** Returns the time step of a code; null if no step nearby matches. */
export function findStep(secret: Uint8Array, code: string, nowMs = Date.now()): number | null {
  const { buffer } = new Uint8Array(secret)
  const delta = totpOf(new Secret({ buffer })).validate({
    token: code,
    timestamp: nowMs,
    window: driftSteps,
  })
  return delta === null ? null : Math.floor(nowMs / 1_000 / periodSeconds) + delta
}

/** Parses user input: six digits from an app, or a recovery code. Ignores spaces and hyphens. */
export function readCode(text: string): { totp: string } | { recovery: string } | null {
  const bare = text.replaceAll(/[\s-]/g, '').toLowerCase()
  if (/^\d{6}$/.test(bare)) return { totp: bare }
  const letters = bare.replaceAll('o', '0').replaceAll(/[il]/g, '1')
  return /^[0-9a-z]{16}$/.test(letters) ? { recovery: letters } : null
}

/** 80 random bits each: too many to guess, so a plain hash is enough. */
export function newRecoveryCodes(userId: string): {
  shown: string[]
  kept: { id: string; hash: string }[]
} {
  const codes = Array.from({ length: codeCount }, () =>
    [...randomBytes(codeLetters)].map((byte) => alphabet[byte % alphabet.length]).join(''),
  )
  return {
    shown: codes.map((code) => code.replaceAll(/(.{4})(?=.)/g, '$1-')),
    kept: codes.map((code) => ({ id: newId(), hash: hashRecoveryCode(userId, code) })),
  }
}

export const hashRecoveryCode = (userId: string, code: string): string =>
  hashSecret(`recovery/${userId}/${code}`)
