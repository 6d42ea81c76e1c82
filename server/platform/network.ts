import ipaddr from 'ipaddr.js'

const ipv6NetworkBits = 64

/**
 * Whom an address stands for where attempts and requests are counted: itself, or of IPv6 its /64, which one subscriber
 * has whole (RFC 6177). Null for this machine itself and for what is no address.
 */
export function networkOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null
  const parsed = ipaddr.process(address)
  if (parsed.range() === 'loopback') return null
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const parts = (parsed as ipaddr.IPv6).parts.slice(0, ipv6NetworkBits / 16)
  return `${parts.map((part) => part.toString(16)).join(':')}::/${ipv6NetworkBits}`
}
