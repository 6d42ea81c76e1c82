import ipaddr from 'ipaddr.js'
import { isWithin } from './addresses.ts'

/** Internal hosts and addresses that the operator opens to URLs chosen by organisations. */
export interface AllowList {
  /** The operator trusts this name and whatever it resolves to. */
  allowsHost(host: string): boolean
  allowsAddress(address: ipaddr.IPv4 | ipaddr.IPv6): boolean
}

const hostPattern = /^(\*\.)?(?!-)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*$/

/** Reads names (`models.internal`, `*.lan.example`), addresses and CIDRs, separated by commas or white space. */
export function readAllowList(text: string | null, faults: string[]): AllowList {
  const hosts = new Set<string>()
  const endings: string[] = []
  const ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = []
  for (const entry of (text ?? '')
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)) {
    const range = readRange(entry)
    if (range) ranges.push(range)
    else if (isNumeric(entry) || !hostPattern.test(entry)) {
      faults.push(
        `OUTBOUND_ALLOW: “${entry}” is no host name, address or CIDR (such as models.internal, 10.1.2.3 or 10.1.0.0/16)`,
      )
    } else if (entry.startsWith('*.')) endings.push(entry.slice(1))
    else hosts.add(entry)
  }
  return {
    allowsHost: (host) => hosts.has(host) || endings.some((ending) => host.endsWith(ending)),
    allowsAddress: (address) => ranges.some((range) => isWithin(address, range)),
  }
}

/** Looks like an address, so that a mistyped one is not accepted as a name. */
const isNumeric = (entry: string): boolean => /^[\d./]+$/.test(entry) || entry.includes(':')

function readRange(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | null {
  if (ipaddr.IPv4.isValidFourPartDecimal(entry)) return [ipaddr.IPv4.parse(entry), 32]
  if (ipaddr.IPv6.isValid(entry)) return [ipaddr.IPv6.parse(entry), 128]
  if (!ipaddr.isValidCIDR(entry)) return null
  const [base, bits] = ipaddr.parseCIDR(entry)
  return base.kind() === 'ipv4' && !ipaddr.IPv4.isValidCIDRFourPartDecimal(entry)
    ? null
    : [base, bits]
}
