import { expect, test } from 'bun:test'
import { securityHeaders } from './security-headers.ts'

const policyOf = (origin: string | null, response = new Response()): string =>
  securityHeaders(origin)(response).headers.get('content-security-policy') ?? ''

test('pages may upload to and play from the external storage only', () => {
  const policy = policyOf('https://files.example.com')
  expect(policy).toContain("connect-src 'self' https://files.example.com;")
  expect(policy).toContain("media-src 'self' https://files.example.com;")
  expect(policy).toContain("script-src 'self';")
  expect(policyOf(null)).not.toContain('https:')
})

test('keeps a stricter policy that a response has set', () => {
  const own = new Response(null, { headers: { 'content-security-policy': 'sandbox' } })
  expect(policyOf(null, own)).toBe('sandbox')
})

test('adds all security headers to a page', () => {
  const page = new Response('', { headers: { 'content-type': 'text/html; charset=utf-8' } })
  const { headers } = securityHeaders(null)(page)
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin')
  expect(headers.get('permissions-policy')).toContain('camera=()')
})

test('lets JSON load nothing and forbids framing it', () => {
  const { headers } = securityHeaders(null)(Response.json({}))
  expect(headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
})
