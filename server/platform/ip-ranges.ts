import ipaddr from 'ipaddr.js'

/** Short forms such as `10.1` mean something else to everybody. */
const isWhole = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)

/** A CIDR range (RFC 4632) as it was given, or that of a single address; null for what is neither. */
export function toRange(text: string): string | null {
  if (ipaddr.isValidCIDR(text)) return text
  if (!isWhole(text)) return null
  return `${text}/${ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128}`
}

/** One spelling of an address: an IPv4 address as such, however it was written; null for what is none. */
export const normalAddress = (text: string): string | null =>
  isWhole(text) ? ipaddr.process(text).toString() : null
