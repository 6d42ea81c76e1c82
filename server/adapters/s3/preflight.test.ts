import { afterAll, beforeEach, expect, test } from 'bun:test'
import { findCorsGaps } from './preflight.ts'

/** A storage that answers preflights by a rule, as S3 does: 204 when everything matches, else 403. */
interface Rule {
  origins: string[]
  methods: string[]
  headers: string[]
}
const whole: Rule = {
  origins: ['https://acme.aam.example.com'],
  methods: ['PUT', 'GET', 'HEAD'],
  headers: ['x-amz-checksum-crc32', 'content-type', 'range'],
}
let rule = whole
let isLenient = false
const server = Bun.serve({
  port: 0,
  hostname: '127.0.0.1',
  fetch({ method, url, headers }) {
    if (method !== 'OPTIONS' || !new URL(url).pathname.startsWith('/recordings/')) {
      return new Response(null, { status: 400 })
    }
    const origin = headers.get('origin') ?? ''
    const asked = (headers.get('access-control-request-headers') ?? '').split(',')
    const fits =
      rule.origins.includes(origin) &&
      rule.methods.includes(headers.get('access-control-request-method') ?? '') &&
      asked.every((name) => rule.headers.includes(name))
    if (!fits && !isLenient) return new Response(null, { status: 403 })
    return new Response(null, {
      headers: {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': rule.methods.join(', '),
        'access-control-allow-headers': rule.headers.join(', '),
      },
    })
  },
})
afterAll(() => server.stop(true))
beforeEach(() => {
  rule = whole
  isLenient = false
})

const gaps = (origin = 'https://acme.aam.example.com') =>
  findCorsGaps(
    { endpoint: `http://127.0.0.1:${server.port}/`, bucket: 'recordings' },
    origin,
    new AbortController().signal,
  )

test('returns no gaps for a complete rule', async () => {
  expect(await gaps()).toEqual([])
})

test('reports a rule that lacks the checksum header, which every part needs', async () => {
  rule = { ...whole, headers: ['content-type', 'range'] }
  expect(await gaps()).toEqual([
    'PUT with content-type, x-amz-checksum-crc32 from https://acme.aam.example.com',
  ])
  isLenient = true
  expect(await gaps()).toEqual(['header x-amz-checksum-crc32'])
})

test('reports a method that is not allowed', async () => {
  rule = { ...whole, methods: ['GET', 'HEAD'] }
  isLenient = true
  expect(await gaps()).toEqual(['PUT'])
})

test('also checks the pages of other organisations', async () => {
  expect(await gaps('https://other.aam.example.com')).toHaveLength(2)
})
