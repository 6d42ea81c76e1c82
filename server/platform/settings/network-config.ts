import { toRange } from '../ip-ranges.ts'
import type { ReadText } from './environment.ts'

/** Proxies whose forwarded headers are believed, as CIDR ranges; null where nobody named any. */
export type TrustedProxies = readonly string[] | null

/** A shorter prefix also covers clients, who could then forge X-Forwarded-For. */
const fewestNetworkBits = 8

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
  if (ranges.some((range) => Number(range.split('/')[1]) < fewestNetworkBits)) {
    faults.push(
      `TRUSTED_PROXIES has a range wider than /${fewestNetworkBits}: anybody in it could forge a client's address. Name the addresses of your proxies, or narrower ranges`,
    )
    return null
  }
  return ranges
}

/** The address to listen on: of this machine alone until somebody says where AAM is reached from outside. */
export const readHost = (text: ReadText): string =>
  text('HOST') ?? (text('PUBLIC_URL') === null ? '127.0.0.1' : '0.0.0.0')

const usualDrainSeconds = 3
const longestDrainSeconds = 60

/** Longer than a load balancer takes to ask `/health/ready` again, shorter than whoever stops us has patience. */
export function readDrainMs(text: ReadText, faults: string[]): number {
  const value = text('DRAIN_SECONDS')
  const seconds = value === null ? usualDrainSeconds : Number(value)
  if (!(seconds >= 0 && seconds <= longestDrainSeconds)) {
    faults.push(`DRAIN_SECONDS must be a number from 0 to ${longestDrainSeconds}`)
  }
  return seconds * 1_000
}
