import { toAddress } from './addresses.ts'
import type { AllowList } from './allow-list.ts'
import { OutboundRefused } from './refusal.ts'

/** Ports of services that do not speak HTTP, or only to those who run them: what is sent there may be read as commands. */
const otherServices = new Set([
  1080, 1099, 1433, 1521, 1719, 1720, 1723, 1883, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3268,
  3306, 3389, 3659, 4045, 4190, 4369, 5060, 5061, 5432, 5433, 5601, 5671, 5672, 5900, 5984, 6000,
  6379, 6380, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6697, 7000, 7001, 7199, 8086, 8500, 9042,
  9092, 9100, 9160, 9200, 9300, 10_080, 10_250, 10_255, 11_211, 15_672, 25_672, 26_379, 27_017,
  27_018, 27_019, 50_000, 61_616,
])
const leastFreePort = 1024

/** Names that mean the machine or its network, whatever a resolver says of them. */
const insideNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|home\.arpa)$/

/** An address that may be asked for, as far as its text tells. */
export interface Target {
  url: URL
  /** In lower case, without brackets and a final point. */
  host: string
  /** The operator named this host. */
  isAllowed: boolean
}

/** Reads an address that an organisation chose. Throws OutboundRefused for everything that is not plainly one of a server. */
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
  if (port !== 443 && port !== 80 && (port < leastFreePort || otherServices.has(port))) {
    throw new OutboundRefused('port')
  }
  const isAllowed = allow.allowsHost(host) || (address !== null && allow.allowsAddress(address))
  if (!isAllowed && address === null && (insideNames.test(host) || !host.includes('.'))) {
    throw new OutboundRefused('inside')
  }
  return { url, host, isAllowed }
}

/**
 * Whether the host stands in the text as it is understood. A parser also takes octal, hexadecimal and single numbers for
 * an address, and letters that only look like others; names in other scripts are the exception that people write.
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
