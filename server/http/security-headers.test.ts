import { expect, test } from 'bun:test'
import { securityHeaders } from './security-headers.ts'

const policyOf = (origin: string | null, response = new Response()): string =>
  securityHeaders(origin)(response).headers.get('content-security-policy') ?? ''

test('pages send to and play from an outside storage, and from nowhere else', () => {
  const policy = policyOf('https://files.example.com')
  expect(policy).toContain("connect-src 'self' https://files.example.com;")
  expect(policy).toContain("media-src 'self' https://files.example.com;")
  expect(policy).toContain("script-src 'self';")
  expect(policyOf(null)).not.toContain('https:')
})

test('an answer keeps a stricter policy of its own', () => {
  const own = new Response(null, { headers: { 'content-security-policy': 'sandbox' } })
  expect(policyOf(null, own)).toBe('sandbox')
})
