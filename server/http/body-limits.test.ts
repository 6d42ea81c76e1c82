import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { type Client, openTenant, problemOf, refusalOf } from './test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'limits')
})
afterAll(() => installation.close())

const url = (path: string) => `http://127.0.0.1:${installation.port}/api/v1${path}`
const headers = { host: 'limits.localhost', 'content-type': 'application/json' }

/** A body without Content-Length, sent in chunks; counts the bytes that were read. */
function endless(): { body: ReadableStream<Uint8Array>; sentBytes(): number } {
  const piece = new TextEncoder().encode(`"${'x'.repeat(16_382)}",`)
  let sent = 0
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += piece.byteLength
      controller.enqueue(sent === piece.byteLength ? new TextEncoder().encode('[') : piece)
      if (sent > 200_000_000) controller.close()
    },
  })
  return { body, sentBytes: () => sent }
}

test.each(['/auth/login', '/auth/refresh'])(
  '%s rejects a body over 64 KB and states the limit',
  async (path) => {
    const body = JSON.stringify({ email: 'a@b.example', password: 'x'.repeat(70_000) })
    const response = await fetch(url(path), { method: 'POST', headers, body })
    const problem = await problemOf(response)
    expect([problem.status, problem.code]).toEqual([413, 'payload_too_large'])
    expect(problem.detail).toContain('64 KB')
  },
)

test('stops reading a body without Content-Length at the limit of its route', async () => {
  const { body, sentBytes } = endless()
  const response = await fetch(url('/auth/login'), { method: 'POST', headers, body })
  expect(await refusalOf(response)).toBe('413 payload_too_large')
  expect(sentBytes()).toBeLessThan(100_000_000)
})

test('rejects an item of 960,000 characters by its size', async () => {
  const json = { value: { task: 'a'.repeat(960_000) } }
  const response = await client.send(`/items/${crypto.randomUUID()}`, { method: 'PATCH', json })
  const problem = await problemOf(response)
  expect([problem.status, problem.detail.includes('256 KB')]).toEqual([413, true])
})

test('rejects a body with too many values before validating it', async () => {
  const body = `{"title":[${'1,'.repeat(30_000)}1]}`
  const response = await client.send('/meetings', {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json' },
  })
  const problem = await problemOf(response)
  expect([problem.status, problem.errors[0]?.detail]).toEqual([422, 'more than 20000 values'])
})

test('completing an upload accepts the maximum number of parts, with the longest ETags', async () => {
  const parts = (etag: string) =>
    Array.from({ length: 10_000 }, (_, at) => ({ number: at + 1, etag }))
  for (const etag of [`"${'e'.repeat(32)}"`, 'e'.repeat(200)]) {
    const json = { parts: parts(etag) }
    const path = `/uploads/${crypto.randomUUID()}/complete`
    expect(await refusalOf(await client.send(path, { method: 'POST', json }))).toBe('404 not_found')
  }
})

test('hides the generator’s own paths and returns the same OpenAPI document each time', async () => {
  for (const path of ['/swagger/spec', '/swagger/document']) {
    const response = await installation.request('limits', path)
    expect(await refusalOf(response)).toBe('404 not_found')
  }
  const read = async () => (await installation.request('limits', '/swagger/json')).text()
  expect(await read()).toBe(await read())
})

test('documents the body limit of every route that takes a body', async () => {
  const response = await installation.request('limits', '/swagger/json')
  const { paths } = (await response.json()) as {
    paths: Record<string, Record<string, { requestBody?: unknown; 'x-max-body-bytes'?: number }>>
  }
  const limits = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => operation.requestBody !== undefined)
      .map(([method, operation]) => [`${method} ${path}`, operation['x-max-body-bytes']] as const),
  )
  expect(limits.length).toBeGreaterThan(20)
  expect(limits.filter(([, most]) => most === undefined)).toEqual([])
  const of = (route: string) => limits.find(([name]) => name === route)?.[1]
  expect(of('post /api/v1/auth/login')).toBe(65_536)
  expect(of('patch /api/v1/items/{id}')).toBe(262_144)
  expect(of('post /api/v1/meetings/{id}/transcript')).toBe(20 * 1_048_576)
})
