import { toAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { OutboundRefused } from './refusal.ts'

/** Ports of services that do not speak HTTP or only to their operators; they could interpret a request as commands. */
const nonHttpPorts = new Set([
  1080, 1099, 1433, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3268,
  3306, 3389, 3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5601, 5671, 5672, 5900, 5984, 6000,
  6379, 6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 7000, 7001, 7199, 8086, 8500, 9042,
  9092, 9100, 9160, 9200, 9300, 10_080, 10_250, 10_255, 11_211, 15_672, 25_672, 26_379, 27_017,
  27_018, 27_019, 50_000, 61_616,
])
const minPort = 1024

/** Names that refer to the machine or its network, whatever they resolve to. */
const internalNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/

/** A URL that passed all checks on its text. */
export interface Target {
  url: URL
  /** In lower case, without brackets and a final dot. */
  host: string
  /** The operator allows this host. */
  isAllowed: boolean
}

/** Parses a URL chosen by an organisation. Throws OutboundRefused unless it plainly names a server. */
export function readTarget(text: string, allow: AllowList): Target {
  const url = URL.canParse(text) ? new URL(text) : null
  if (!url || /[\s\\\p{Cc}]/u.test(text)) throw new OutboundRefused('malformed')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw new OutboundRefused('not_secure')
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(text)) {
    throw new OutboundRefused('credentials')
  }
  const host = url.hostname
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  const address = toAddress(host)
  if (host === '' || !isPlain(text, host, address !== null)) {
    throw new OutboundRefused('odd_spelling')
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
  if (port !== 443 && port !== 80 && (port < minPort || nonHttpPorts.has(port))) {
    throw new OutboundRefused('port')
  }
  const isAllowed = allow.allowsHost(host) || (address !== null && allow.allowsAddress(address))
  if (!isAllowed && address === null && (internalNames.test(host) || !host.includes('.'))) {
    throw new OutboundRefused('inside')
  }
  return { url, host, isAllowed }
}

/**
 * Whether the text spells the host as it was parsed. Parsers also accept octal, hexadecimal and single-number addresses
 * and look-alike characters; only names in other scripts may differ, since people do write those.
 */
function isPlain(text: string, host: string, isAddress: boolean): boolean {
  const [, written = ''] = /^[a-z]+:\/\/(\[[^\]]*\]|[^/?#:]*)/i.exec(text) ?? []
  const bare = written
    .toLowerCase()
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (bare.includes('%') || bare.includes('\u3002')) return false
  if (isAddress && host.includes(':')) return toAddress(bare) !== null
  if (isAddress) return bare === host
  return bare === host || (host.includes('xn--') && /\P{ASCII}/u.test(bare))
}
