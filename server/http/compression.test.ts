import { expect, test } from 'bun:test'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { openInstallation } from '../../ops/test/installation.ts'
import { chooseCoding, compress } from './compression.ts'

const taking = (accepted: string | null, method = 'GET'): Request =>
  new Request('http://localhost/', {
    method,
    headers: accepted === null ? {} : { 'accept-encoding': accepted },
  })

const text = JSON.stringify({ data: Array.from({ length: 200 }, (_, at) => `entry ${at}`) })
const answerOf = (body = text, headers: Record<string, string> = {}): Response =>
  new Response(body, { headers: { 'content-type': 'application/json', ...headers } })

const decoders = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
}

test.each(Object.keys(decoders) as (keyof typeof decoders)[])(
  'compresses with %s without loss',
  async (coding) => {
    for (const body of [text, text.repeat(200)]) {
      const packed = await compress(taking(coding), answerOf(body))
      expect(packed.headers.get('content-encoding')).toBe(coding)
      expect(packed.headers.get('vary')).toBe('accept-encoding')
      const bytes = await packed.bytes()
      expect(bytes.byteLength).toBeLessThan(body.length / 2)
      expect(decoders[coding](bytes).toString()).toBe(body)
    }
  },
)

const choices: [string | null, string | null][] = [
  [null, null],
  ['', null],
  ['identity', null],
  ['gzip', 'gzip'],
  ['gzip, deflate, br, zstd', 'zstd'],
  ['gzip, deflate, br', 'br'],
  ['br;q=0.1, gzip;q=0.9', 'gzip'],
  ['br;q=0, gzip;q=0', null],
  ['*', 'zstd'],
  ['*;q=0', null],
  ['GZIP', 'gzip'],
  ['identity, gzip;q=0.5', null],
  ['deflate', null],
  [';;,=,q=\u0001', null],
]
test.each(choices)('for Accept-Encoding %p chooses %p', (accepted, coding) => {
  expect(chooseCoding(taking(accepted), ['zstd', 'br', 'gzip'])).toBe(coding)
})

test.each([
  ['short', answerOf('{"id":1}')],
  ['an image', answerOf(text, { 'content-type': 'image/png' })],
  ['a recording', answerOf(text, { 'content-type': 'video/mp4' })],
  ['live events', answerOf(text, { 'content-type': 'text/event-stream' })],
])('does not compress a response that is %s', async (_, response) => {
  const passed = await compress(taking('gzip'), response)
  expect(passed.headers.get('content-encoding')).toBeNull()
})

test('does not compress a compressed response again', async () => {
  const passed = await compress(taking('gzip'), answerOf(text, { 'content-encoding': 'br' }))
  expect(passed.headers.get('content-encoding')).toBe('br')
  expect(await passed.text()).toBe(text)
})

test('keeps status, cookies and headers, including the ETag', async () => {
  const response = new Response(text, {
    status: 201,
    headers: { 'content-type': 'application/json' },
  })
  response.headers.append('set-cookie', 'a=1')
  response.headers.append('set-cookie', 'b=2')
  response.headers.set('etag', '"7"')
  response.headers.set('vary', 'origin')
  const packed = await compress(taking('br'), response)
  expect(packed.status).toBe(201)
  expect(packed.headers.getSetCookie()).toEqual(['a=1', 'b=2'])
  expect(packed.headers.get('etag')).toBe('"7"')
  expect(packed.headers.get('vary')).toBe('origin, accept-encoding')
})

test('the running API compresses data and pages', async () => {
  const installation = await openInstallation({ worker: false })
  try {
    await installation.createTenant('packed')
    const headers = { 'accept-encoding': 'gzip', host: 'packed.localhost' }
    const get = (path: string, method = 'GET') =>
      fetch(`http://127.0.0.1:${installation.port}${path}`, { method, headers, decompress: false })
    const document = await get('/swagger/json')
    expect(document.headers.get('content-encoding')).toBe('gzip')
    expect(JSON.parse(gunzipSync(await document.bytes()).toString())).toHaveProperty('openapi')
    const head = await get('/swagger/json', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
    const short = await get('/health/live')
    expect(short.headers.get('content-encoding')).toBeNull()
  } finally {
    await installation.close()
  }
})
