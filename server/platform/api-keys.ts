import { randomInt } from 'node:crypto'

/** `aam_<env>_<id>_<secret><checksum>`: the id finds the key, the secret proves it, and the checksum catches typing mistakes. */
export interface ApiKeyText {
  publicId: string
  secret: string
}

const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const idLength = 12
/** 190 bits. */
const secretLength = 32
const checksumLength = 6
const pattern = new RegExp(
  `^(aam_[a-z]{1,12}_([0-9A-Za-z]{${idLength}})_([0-9A-Za-z]{${secretLength}}))([0-9A-Za-z]{${checksumLength}})$`,
)

/** The environment part of a key, derived from the base domain of the installation. */
export const keyEnvironmentOf = (tenantBaseDomain: string): string =>
  tenantBaseDomain === 'localhost' ? 'dev' : 'live'

export const isApiKey = (text: string): boolean => text.startsWith('aam_')

/** Generates a key for an environment, e.g. `live`. */
export function newApiKey(env: string): ApiKeyText & { text: string } {
  const publicId = randomText(idLength)
  const secret = randomText(secretLength)
  const body = `aam_${env}_${publicId}_${secret}`
  return { publicId, secret, text: `${body}${checksumOf(body)}` }
}

/** Null for text that is not a well-formed key. */
export function parseApiKey(text: string): ApiKeyText | null {
  const [, body = '', publicId = '', secret = '', checksum] = pattern.exec(text) ?? []
  return checksum !== undefined && checksum === checksumOf(body) ? { publicId, secret } : null
}

const randomText = (length: number): string =>
  Array.from({ length }, () => digits[randomInt(digits.length)]).join('')

/** CRC-32 (ISO 3309) in base 62, as in GitHub's tokens. */
function checksumOf(body: string): string {
  let rest = Bun.hash.crc32(body)
  let text = ''
  for (let at = 0; at < checksumLength; at++) {
    text = `${digits[rest % digits.length]}${text}`
    rest = Math.floor(rest / digits.length)
  }
  return text
}
