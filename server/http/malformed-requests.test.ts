import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { connect } from 'node:net'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'

setDefaultTimeout(30_000)

let installation: TestInstallation

beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  await installation.createTenant('malformed')
})
afterAll(() => installation.close())

/** Sends raw lines, which no HTTP client would, and reads the whole response. */
function sendLines(...lines: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(installation.port, '127.0.0.1')
    socket.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
    socket.write(Buffer.from([...lines, 'Connection: close', '', ''].join('\r\n'), 'latin1'))
  })
}

const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1])

const malformedHosts = [
  '',
  'a b',
  '[::1',
  '[zz]',
  'malformed.localhost:99999',
  'malformed.localhost:abc',
  'malformed.localhost:80:80',
  'malformed.localhost/..',
  'malformed.localhost, other.localhost',
  'user@malformed.localhost',
  'http://malformed.localhost',
  '%zz',
  '<script>',
  '@',
  'm\u00f6.localhost',
]

test.each(malformedHosts)('rejects the malformed host %p on every path', async (host) => {
  for (const path of ['/api/v1/me', '/', '/health/live', '/_s3/x', '/swagger/json']) {
    const answer = await sendLines(`GET ${path} HTTP/1.1`, `Host: ${host}`)
    expect([path, statusOf(answer)]).toEqual([path, 400])
    expect(answer).toContain('application/problem+json')
    expect(answer).toContain('"code":"malformed_request"')
    expect(answer).not.toMatch(/<html|\.ts\b|node_modules|stack/i)
  }
})

test('rejects two Host headers (RFC 9112, section 3.2)', async () => {
  const hosts = ['Host: malformed.localhost', 'Host: other.localhost']
  expect(statusOf(await sendLines('GET /api/v1/me HTTP/1.1', ...hosts))).toBe(400)
})

test.each([
  'malformed.localhost',
  'MALFORMED.localhost:3000',
  'malformed.localhost:',
  '[::1]:80',
  'api_1',
])('takes the host %p', async (host) => {
  const answer = await sendLines('GET /health/live HTTP/1.1', `Host: ${host}`)
  expect(statusOf(answer)).toBe(200)
})

test.each([
  '//[',
  '/%ff%zz',
  '/api/v1/meetings/%ff%zz',
  '/api/v1/meetings/%00',
  '/api/v1/me?%ff=%zz',
])('answers the odd target %p without a fault of ours', async (target) => {
  const answer = await sendLines(`GET ${target} HTTP/1.1`, 'Host: malformed.localhost')
  expect(statusOf(answer)).toBeLessThan(500)
})
