import { describe, expect, test } from 'bun:test'
import { normalAddress } from '../../platform/ip-ranges.ts'
import type { TrustedProxies } from '../../platform/settings/network-config.ts'
import { createForwarding } from './proxies.ts'
import { continuedTraces } from './request-context.ts'

const publicUrl = 'https://aam.example.com'

/** Returns a request's headers after normalization for this peer. */
function forwarded(
  headers: Record<string, string>,
  peer: string,
  ranges: TrustedProxies = ['10.0.0.0/8', '2001:db8::/32'],
): Record<string, string | null> {
  const request = new Request('http://x.example/', {
    headers: { host: 'asked.example', ...headers },
  })
  const rewritten = createForwarding(ranges, publicUrl)(request, peer).headers
  return {
    for: rewritten.get('x-forwarded-for'),
    proto: rewritten.get('x-forwarded-proto'),
    host: rewritten.get('host'),
  }
}

const addressBehind = (list: string, peer = '10.0.0.2') =>
  forwarded({ 'x-forwarded-for': list }, peer).for

describe('behind trusted proxies', () => {
  test('takes the right-most address that is not a trusted proxy as the client', () => {
    expect(addressBehind('203.0.113.9')).toBe('203.0.113.9')
    expect(addressBehind('6.6.6.6, 203.0.113.9')).toBe('203.0.113.9')
    expect(addressBehind('6.6.6.6, 203.0.113.9, 10.1.2.3, 10.0.0.9')).toBe('203.0.113.9')
    expect(addressBehind('127.0.0.1, 203.0.113.9')).toBe('203.0.113.9')
    expect(addressBehind('10.0.0.7')).toBe('10.0.0.7')
  })

  test('normalizes the client’s address', () => {
    expect(addressBehind('::ffff:203.0.113.9')).toBe('203.0.113.9')
    expect(addressBehind('::FFFF:cb00:7109')).toBe('203.0.113.9')
    expect(addressBehind('203.0.113.9:4711')).toBe('203.0.113.9')
    expect(addressBehind('[2001:DB9:0:0::1]:4711')).toBe('2001:db9::1')
    expect(addressBehind('6.6.6.6, ::ffff:10.0.0.9')).toBe('6.6.6.6')
    expect(addressBehind('203.0.113.9', '::ffff:10.0.0.2')).toBe('203.0.113.9')
    expect(addressBehind('203.0.113.9', '2001:db8::5')).toBe('203.0.113.9')
  })

  test('stops at an entry that is not an address', () => {
    expect(addressBehind('6.6.6.6, nonsense')).toBeNull()
    expect(addressBehind('6.6.6.6, nonsense, 10.0.0.9')).toBe('10.0.0.9')
    for (const odd of ['', ',', '10.1', '0x7f.0.0.1', 'unknown', '203.0.113.9.', '<script>']) {
      expect(`${odd} ${addressBehind(odd)}`).toBe(`${odd} null`)
    }
  })

  test('takes protocol and host from the nearest proxy', () => {
    expect(forwarded({ 'x-forwarded-proto': 'http, https' }, '10.0.0.2').proto).toBe('https')
    expect(forwarded({ 'x-forwarded-proto': 'HTTPS' }, '10.0.0.2').proto).toBe('https')
    expect(forwarded({ 'x-forwarded-proto': 'gopher' }, '10.0.0.2').proto).toBeNull()
    const host = (value: string) => forwarded({ 'x-forwarded-host': value }, '10.0.0.2').host
    expect(host('evil.example, acme.example.com')).toBe('acme.example.com')
    expect(host('acme.example.com:8443')).toBe('acme.example.com:8443')
    for (const odd of ['a b', 'user@acme.example.com', 'acme/../x'])
      expect(host(odd)).toBe('asked.example')
  })
})

test('removes forwarded headers of other peers', () => {
  const claims = {
    'x-forwarded-for': '203.0.113.9',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'victim.example.com',
  }
  const nothing = { for: null, host: 'asked.example' }
  for (const peer of ['198.51.100.1', '127.0.0.1', '::1', '192.168.0.1', 'unknown', '']) {
    expect(forwarded(claims, peer)).toEqual({ ...nothing, proto: 'http' })
  }
  expect(forwarded(claims, '10.0.0.2', null)).toEqual({ ...nothing, proto: null })
})

test('without configured ranges trusts a proxy on this machine if a public address is set', () => {
  const headers = { 'x-forwarded-for': '203.0.113.9' }
  expect(forwarded(headers, '127.0.0.1', null).for).toBe('203.0.113.9')
  expect(forwarded(headers, '::ffff:127.0.0.1', null).for).toBe('203.0.113.9')
  expect(forwarded(headers, '::1', null).for).toBe('203.0.113.9')
  const request = new Request('http://x.example/', { headers })
  expect(createForwarding(null, null)(request, '127.0.0.1').headers.has('x-forwarded-for')).toBe(
    false,
  )
})

test('normalizes an address to one spelling', () => {
  expect(['::ffff:1.2.3.4', '2001:DB8:0:0::1', '1.2.3.4', '10.1', 'x'].map(normalAddress)).toEqual([
    '1.2.3.4',
    '2001:db8::1',
    '1.2.3.4',
    null,
    null,
  ])
})

test('continues a trace only from a configured proxy', () => {
  const isContinued = (ranges: TrustedProxies, peer: string): boolean => {
    const request = new Request('http://x.example/')
    return continuedTraces.has(createForwarding(ranges, publicUrl)(request, peer))
  }
  expect(isContinued(['10.0.0.0/8'], '10.0.0.2')).toBe(true)
  expect(isContinued(['10.0.0.0/8'], '203.0.113.9')).toBe(false)
  expect(isContinued(['10.0.0.0/8'], '127.0.0.1')).toBe(false)
  expect(isContinued(null, '127.0.0.1')).toBe(false)
})
