import ipaddr from 'ipaddr.js'

/** Rejects short forms such as `10.1`, which programs interpret differently. */
const isWhole = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)

/** Returns a CIDR range (RFC 4632) unchanged and a single address as a range; null for anything else. */
export function toRange(text: string): string | null {
  if (ipaddr.isValidCIDR(text)) return text
  if (!isWhole(text)) return null
  return `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`
}

/** Normalizes an address; an IPv4-mapped IPv6 address becomes IPv4. Null for anything else. */
export const normalAddress = (text: string): string | null =>
  isWhole(text) ? ipaddr.process(text).toString() : null
