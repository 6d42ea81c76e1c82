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

test('what a proxy says of the connection holds more than the public address', () => {
  const host = 'acme.example.com'
  const by = (proto: string, publicUrl: string) =>
    isPrivateConnection(request({ 'x-forwarded-proto': proto }), host, '10.0.0.2', publicUrl)
  expect(by('https', 'http://example.com')).toBe(true)
  expect(by('http', 'https://example.com')).toBe(false)
})

test('who asks is the peer, or whom trusted proxies saw', () => {
  expect(addressOf(request(), '198.51.100.1')).toBe('198.51.100.1')
  expect(addressOf(request(), '::ffff:198.51.100.1')).toBe('198.51.100.1')
  expect(addressOf(request({ 'x-forwarded-for': '203.0.113.9' }), '10.0.0.2')).toBe('203.0.113.9')
})
