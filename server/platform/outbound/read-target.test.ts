import { expect, test } from 'bun:test'
import { readAllowList } from './allow-list.ts'
import { createOutbound } from './outbound.ts'
import { OutboundRefused, type OutboundReason } from './refusal.ts'

/** Resolves names as the test defines; no request leaves this machine. */
const outboundTo = (addresses: string[], allow: string | null = null) =>
  createOutbound(readAllowList(allow, []), { resolve: () => Promise.resolve(addresses) })

const verdictOf = async (url: string, addresses: string[] = [], allow: string | null = null) => {
  try {
    await outboundTo(addresses, allow).check(url)
    return 'asked'
  } catch (error) {
    if (!(error instanceof OutboundRefused)) throw error
    return error.reason
  }
}

/** Addresses, used both as DNS answers and in URLs. */
const insideAddresses = [
  // IPv4: this network, loopback, private, carrier-grade NAT, link-local
  '0.0.0.0',
  '0.1.2.3',
  '127.0.0.1',
  '127.8.8.8',
  '10.0.0.1',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.254',
  '192.168.0.1',
  '100.64.0.1',
  '100.127.255.254',
  '169.254.1.1',
  // cloud metadata
  '169.254.169.254',
  '169.254.170.2',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  // protocols, documentation, benchmarks, relays, multicast, reserved, broadcast
  '192.0.0.8',
  '192.0.2.1',
  '198.51.100.1',
  '203.0.113.1',
  '198.18.0.1',
  '192.88.99.1',
  '224.0.0.1',
  '239.255.255.255',
  '240.0.0.1',
  '255.255.255.255',
  // IPv6: unspecified, loopback, link-local, site-local, unique local, multicast
  '::',
  '::1',
  'fe80::1',
  'fec0::1',
  'fc00::1',
  'fd12:3456:789a::1',
  'fd00:ec2::254',
  'ff02::1',
  // IPv4 inside IPv6: mapped, compatible, NAT64, 6to4, Teredo, ISATAP
  '::ffff:10.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::a9fe:a9fe',
  '64:ff9b:1::a00:1',
  '2002:7f00:1::',
  '2002:a9fe:a9fe::1',
  '2001:0:4136:e378:8000:63bf:f5ff:fffe',
  '2001::1',
  'fe80::5efe:10.0.0.1',
  // documentation, discarded, benchmarks, segment routing, not assigned
  '2001:db8::1',
  '100::1',
  '2001:2::1',
  '3fff::1',
  '5f00::1',
  '4000::1',
]

test('rejects every internal address, in a URL and resolved from a name', async () => {
  expect(insideAddresses.length).toBeGreaterThanOrEqual(40)
  for (const address of insideAddresses) {
    const host = address.includes(':') ? `[${address}]` : address
    expect([address, await verdictOf(`https://${host}/v1`)]).toEqual([address, 'inside'])
    expect([address, await verdictOf('https://models.example/v1', [address])]).toEqual([
      address,
      'inside',
    ])
  }
})

test('rejects a name if one of its addresses is internal', async () => {
  expect(await verdictOf('https://models.example', ['8.8.8.8', '10.0.0.1'])).toBe('inside')
  expect(await verdictOf('https://models.example', ['2606:4700::1111', '::1'])).toBe('inside')
})

const oddSpellings: [string, OutboundReason][] = [
  ['https://2130706433/', 'odd_spelling'],
  ['https://0x7f000001/', 'odd_spelling'],
  ['https://017700000001/', 'odd_spelling'],
  ['https://0177.0.0.1/', 'odd_spelling'],
  ['https://0x7f.0.0.1/', 'odd_spelling'],
  ['https://127.1/', 'odd_spelling'],
  ['https://127.0.1/', 'odd_spelling'],
  ['https://8.8.2056/', 'odd_spelling'],
  ['https://134744072/', 'odd_spelling'],
  ['https://１２７.0.0.1/', 'odd_spelling'],
  ['https://127。0。0。1/', 'odd_spelling'],
  ['https://127%2e0%2e0%2e1/', 'odd_spelling'],
  ['https://ⓛocalhost/', 'odd_spelling'],
  ['https://localhost/', 'inside'],
  ['https://LOCALHOST./', 'inside'],
  ['https://a.localhost/', 'inside'],
  ['https://metadata.google.internal/', 'inside'],
  ['https://redis/', 'inside'],
  ['https://printer.local/', 'inside'],
  ['https://key:secret@models.example/', 'credentials'],
  ['https://models.example@10.0.0.1/', 'credentials'],
  ['https://@models.example/', 'credentials'],
  ['http://models.example/', 'not_secure'],
  ['ftp://models.example/', 'not_secure'],
  ['file:///etc/passwd', 'not_secure'],
  ['gopher://models.example/', 'not_secure'],
  ['data:text/plain,x', 'not_secure'],
  ['javascript:alert(1)', 'not_secure'],
  ['models.example', 'malformed'],
  ['https://', 'malformed'],
  ['https://models example/', 'malformed'],
  ['https:\\\\models.example\\', 'malformed'],
  ['https://models.example\r\nhost: x', 'malformed'],
  ['https://models.example:22/', 'port'],
  ['https://models.example:25/', 'port'],
  ['https://models.example:6379/', 'port'],
  ['https://models.example:5432/', 'port'],
  ['https://models.example:2375/', 'port'],
  ['https://models.example:11211/', 'port'],
  ['https://models.example:1/', 'port'],
]

test('rejects odd spellings, other protocols, credentials and ports of other services', async () => {
  for (const [url, reason] of oddSpellings) {
    expect([url, await verdictOf(url, ['8.8.8.8'])]).toEqual([url, reason])
  }
})

test('accepts plain public URLs', async () => {
  const plain = [
    'https://api.deepgram.com',
    'https://models.example:8443/v1/',
    'https://модели.example/v1',
    'https://xn--d1acpjx3f.example/v1',
    'https://8.8.8.8/v1',
    'https://[2606:4700:4700::1111]/v1',
    'https://MODELS.example./v1',
  ]
  for (const url of plain) expect([url, await verdictOf(url, ['8.8.8.8'])]).toEqual([url, 'asked'])
  expect(await verdictOf('https://models.example', ['2606:4700:4700::1111'])).toBe('asked')
  expect(await verdictOf('https://models.example', [])).toBe('unresolved')
})

test('allows internal addresses and plain HTTP only if the operator does', async () => {
  const allow = 'models.internal, *.lan.example 10.1.0.0/16, fd12::/16'
  const asked: [string, string[]][] = [
    ['http://models.internal:8000/v1', ['192.168.7.7']],
    ['http://gpu.lan.example:8000/v1', ['192.168.7.7']],
    ['http://10.1.2.3:8000/v1', []],
    ['http://models.example:8000/v1', ['10.1.2.3']],
    ['http://[fd12::7]:8000/v1', []],
  ]
  for (const [url, to] of asked)
    expect([url, await verdictOf(url, to, allow)]).toEqual([url, 'asked'])
  const refused: [string, string[], OutboundReason][] = [
    ['http://other.internal:8000/v1', ['192.168.7.7'], 'inside'],
    ['http://evil-models.internal:8000/v1', ['192.168.7.7'], 'inside'],
    ['http://lan.example.com/', ['192.168.7.7'], 'inside'],
    ['http://10.2.2.3:8000/v1', [], 'inside'],
    ['http://models.example:8000/v1', ['10.1.2.3', '8.8.8.8'], 'not_secure'],
    ['http://models.internal:6379/', ['192.168.7.7'], 'port'],
    // Allowing a whole network does not open the metadata service with the machine's credentials.
    ['http://models.internal/', ['169.254.169.254'], 'inside'],
  ]
  for (const [url, to, reason] of refused) {
    expect([url, await verdictOf(url, to, allow)]).toEqual([url, reason])
  }
  expect(await verdictOf('http://169.254.169.254/', [], '0.0.0.0/0, ::/0')).toBe('inside')
})

test('reports each entry of OUTBOUND_ALLOW that is neither a name nor an address', () => {
  const faults: string[] = []
  readAllowList('ok.example 10.0.0.1 10.0.0.0/33 300.1.1.1 http://x 10.1/16 fe80::/ a..b', faults)
  expect(faults.map((fault) => /“(.*?)”/.exec(fault)?.[1])).toEqual([
    '10.0.0.0/33',
    '300.1.1.1',
    'http://x',
    '10.1/16',
    'fe80::/',
    'a..b',
  ])
})
