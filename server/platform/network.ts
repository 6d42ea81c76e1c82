import ipaddr from 'ipaddr.js'

const ipv6NetworkBits = 64

/**
 * The key under which attempts and requests of an address are counted: the IPv4 address itself, or the /64 of an IPv6
 * address, which belongs to one subscriber (RFC 6177). Null for loopback and for anything that is not an address.
 */
export function networkOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null
  const parsed = ipaddr.process(address)
  if (parsed.range() === 'loopback') return null
  if (parsed.kind() === 'ipv4') return parsed.toString()
  const parts = (parsed as ipaddr.IPv6).parts.slice(0, ipv6NetworkBits / 16)
  return `${parts.map((part) => part.toString(16)).join(':')}::/${ipv6NetworkBits}`
}
