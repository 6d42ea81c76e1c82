import { toRange } from '../ip-ranges.ts'
import type { ReadText } from './environment.ts'

/** Proxies whose forwarded headers are believed, as CIDR ranges; null where nobody named any. */
export type TrustedProxies = readonly string[] | null

/** Reads `TRUSTED_PROXIES`: CIDR ranges (RFC 4632) or single addresses, separated by commas. */
export function readTrustedProxies(text: ReadText, faults: string[]): TrustedProxies {
  const value = text('TRUSTED_PROXIES')
  if (value === null) return null
  const ranges = value.split(',').map((part) => toRange(part.trim()))
  if (ranges.every((range) => range !== null)) return ranges
  faults.push(
    'TRUSTED_PROXIES must be addresses or CIDR ranges such as 10.0.0.0/8, separated by commas',
  )
  return null
}

/** The address to listen on: of this machine alone until somebody says where AAM is reached from outside. */
export const readHost = (text: ReadText): string =>
  text('HOST') ?? (text('PUBLIC_URL') === null ? '127.0.0.1' : '0.0.0.0')
