import ipaddr from 'ipaddr.js'

type Address = ipaddr.IPv4 | ipaddr.IPv6

/** Cloud metadata services, which return the machine's own credentials: blocked even if the operator allows them. */
const metadata = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
])

/** Ranges that ipaddr.js treats as unicast but that lead to no public server. */
const nonPublicRanges = [
  '192.88.99.0/24', // 6to4 relays, deprecated by RFC 7526
  '::/96', // IPv4-compatible, deprecated by RFC 4291
  '64:ff9b::/96', // NAT64
  '64:ff9b:1::/48', // NAT64 inside a network, RFC 8215
  '100::/64', // discarded
  '2001::/23', // protocol assignments: Teredo, ORCHID, benchmarks
  '2001:db8::/32',
  '2002::/16', // 6to4
  '3fff::/20', // documentation, RFC 9637
  '5f00::/16', // segment routing
  'fec0::/10', // site-local, deprecated by RFC 3879
].map((range) => ipaddr.parseCIDR(range))

/** Parses an address; an IPv4-mapped IPv6 address (`::ffff:10.0.0.1`) becomes IPv4. */
export function toAddress(text: string): Address | null {
  const bare = text.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  return ipaddr.isValid(bare) ? ipaddr.process(bare) : null
}

/** Whether an address is a cloud metadata service, also when embedded in an IPv6 address. */
export const isMetadata = (address: Address): boolean =>
  [address, ...embeddedIn(address)].some((one) => metadata.has(one.toString()))

/**
 * Whether an address is a public server: not private, loopback, link-local, carrier-grade NAT, multicast or reserved,
 * and not an IPv6 address that embeds another address (RFC 6890 and its registries).
 */
export function isPublic(address: Address): boolean {
  if (isMetadata(address) || address.range() !== 'unicast') return false
  if (nonPublicRanges.some((range) => isWithin(address, range))) return false
  // Only 2000::/3 is assigned so far.
  return address.kind() === 'ipv4' || isWithin(address, ipaddr.parseCIDR('2000::/3'))
}

export const isWithin = (address: Address, [base, bits]: [Address, number]): boolean =>
  address.kind() === base.kind() && address.match(base as ipaddr.IPv4 & ipaddr.IPv6, bits)

/** IPv4 addresses that a translator could extract from an IPv6 address: NAT64, 6to4, IPv4-compatible, Teredo. */
function embeddedIn(address: Address): ipaddr.IPv4[] {
  if (address.kind() === 'ipv4') return []
  const bytes = address.toByteArray()
  const at = (from: number, flip = 0) =>
    new ipaddr.IPv4(bytes.slice(from, from + 4).map((byte) => byte ^ flip))
  return [at(12), at(2), at(4), at(12, 0xff)]
}
