import { expect, test } from 'bun:test'
import { addressOf, isPrivateConnection } from './request-context.ts'

const request = (headers: Record<string, string> = {}) =>
  new Request('http://x.example/', { headers })

test('trusts a local name only for a connection from this machine', () => {
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '127.0.0.1', null)).toBe(true)
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '::ffff:127.0.0.1', null)).toBe(true)
  expect(isPrivateConnection(request(), 'demo.localhost:3000', '192.168.1.7', null)).toBe(false)
  expect(isPrivateConnection(request(), 'acme.example.com', '127.0.0.1', null)).toBe(false)
})

test('without a forwarded protocol takes it from the public address', () => {
  const host = 'acme.example.com'
  expect(isPrivateConnection(request(), host, '10.0.0.2', 'https://example.com')).toBe(true)
  expect(isPrivateConnection(request(), host, '10.0.0.2', 'http://example.com')).toBe(false)
})

test('prefers the forwarded protocol to the public address', () => {
  const host = 'acme.example.com'
  const by = (proto: string, publicUrl: string) =>
    isPrivateConnection(request({ 'x-forwarded-proto': proto }), host, '10.0.0.2', publicUrl)
  expect(by('https', 'http://example.com')).toBe(true)
  expect(by('http', 'https://example.com')).toBe(false)
})

test('takes the client’s address from the peer or from trusted proxies', () => {
  expect(addressOf(request(), '198.51.100.1')).toBe('198.51.100.1')
  expect(addressOf(request(), '::ffff:198.51.100.1')).toBe('198.51.100.1')
  expect(addressOf(request({ 'x-forwarded-for': '203.0.113.9' }), '10.0.0.2')).toBe('203.0.113.9')
})
