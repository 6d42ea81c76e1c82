import { toRange } from '../ip-ranges.ts'
import type { ReadText } from './environment.ts'

/** Proxies whose forwarded headers are trusted, as CIDR ranges; null when none are configured. */
export type TrustedProxies = readonly string[] | null

/** A shorter prefix also covers clients, who could then forge X-Forwarded-For. */
const minNetworkBits = 8

/** Reads `TRUSTED_PROXIES`: CIDR ranges (RFC 4632) or single addresses, separated by commas. */
export function readTrustedProxies(text: ReadText, faults: string[]): TrustedProxies {
  const value = text('TRUSTED_PROXIES')
  if (value === null) return null
  const ranges = value.split(',').map((part) => toRange(part.trim()))
  if (!ranges.every((range) => range !== null)) {
    faults.push(
      'TRUSTED_PROXIES must be addresses or CIDR ranges such as 10.0.0.0/8, separated by commas',
    )
    return null
  }
  if (ranges.some((range) => Number(range.split('/')[1]) < minNetworkBits)) {
    faults.push(
      `TRUSTED_PROXIES has a range wider than /${minNetworkBits}: anybody in it could forge a client's address. Name the addresses of your proxies, or narrower ranges`,
    )
    return null
  }
  return ranges
}

/** The address to listen on: loopback until `PUBLIC_URL` is set. */
export const readHost = (text: ReadText): string =>
  text('HOST') ?? (text('PUBLIC_URL') === null ? '127.0.0.1' : '0.0.0.0')

const defaultDrainSeconds = 3
const maxDrainSeconds = 60

/** The default is longer than a load balancer's check interval and shorter than a supervisor's kill timeout. */
export function readDrainMs(text: ReadText, faults: string[]): number {
  const value = text('DRAIN_SECONDS')
  const seconds = value === null ? defaultDrainSeconds : Number(value)
  if (!(seconds >= 0 && seconds <= maxDrainSeconds)) {
    faults.push(`DRAIN_SECONDS must be a number from 0 to ${maxDrainSeconds}`)
  }
  return seconds * 1_000
}
