import { expect, test } from 'bun:test'
import { addressOf, isPrivateConnection } from './visit.ts'

const request = (headers: Record<string, string> = {}) =>
  new Request('http://x.example/', { headers })

test('a local name counts only when the connection comes from this machine', () => {
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '127.0.0.1', null)).toBe(true)
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '::ffff:127.0.0.1', null)).toBe(true)
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '192.168.1.7', null)).toBe(false)
  expect(isPrivateConnection(request(), 'acme.example.com', '127.0.0.1', null)).toBe(false)
})

test('behind a proxy of ours the public address says whether it is encrypted', () => {
  const host = 'acme.example.com'
  expect(isPrivateConnection(request(), host, '10.0.0.2', 'https://example.com')).toBe(true)
  expect(isPrivateConnection(request(), host, '10.0.0.2', 'http://example.com')).toBe(false)
})

test('who asks is the peer, or what our own proxy says', () => {
  const forwarded = request({ 'x-forwarded-for': '6.6.6.6, 203.0.113.9' })
  expect(addressOf(forwarded, '198.51.100.1', 'https://example.com')).toBe('198.51.100.1')
  expect(addressOf(forwarded, '10.0.0.2', null)).toBe('10.0.0.2')
  expect(addressOf(forwarded, '10.0.0.2', 'https://example.com')).toBe('203.0.113.9')
})
