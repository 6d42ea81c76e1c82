import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import {
  type Client,
  clientOf,
  first,
  itemsOf,
  problemOf,
  readArtifacts,
  refusalOf,
  reviewMeeting,
} from './test/meetings.ts'
import { snapshot } from './test/snapshot.ts'

setDefaultTimeout(60_000)

const lines: string[] = []
let installation: TestInstallation
let client: Client
let tenantId: string
let meetingId: string
let itemId: string
let before: Record<string, string>

beforeAll(async () => {
  installation = await openInstallation({ logLines: lines })
  ;({ tenantId } = await installation.createTenant('hostile'))
  client = clientOf(installation, 'hostile', await installation.signIn('hostile'))
  const meeting = await reviewMeeting(client)
  meetingId = meeting.id
  itemId = first(itemsOf(await readArtifacts(client, meeting.id))).id
})
afterAll(() => installation.close())

// A rejected request must not have changed anything.
beforeEach(async () => {
  before = await snapshot(installation, tenantId)
})
afterEach(async () => {
  expect(await snapshot(installation, tenantId)).toEqual(before)
})

const json = { 'content-type': 'application/json' }
const scenario = { id: 'general-minutes' }
const sendRaw = (
  path: string,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Record<string, string> = json,
  method = 'POST',
) => client.send(path, { method, body, headers })

const faultOf = async (response: Response): Promise<string> => {
  const { status, code, errors } = await problemOf(response)
  return `${status} ${code} ${errors[0]?.pointer ?? '-'}`
}

test('rejects malformed bodies, other content types and a missing content type', async () => {
  expect(await faultOf(await sendRaw('/meetings', '{"title": "x",'))).toBe('422 invalid_request ')
  expect(await faultOf(await sendRaw('/meetings', ''))).toBe('422 invalid_request ')
  expect(await faultOf(await sendRaw('/meetings', '[]'))).toBe('422 invalid_request ')
  expect(await faultOf(await sendRaw('/meetings', '"text"'))).toBe('422 invalid_request ')
  const notUtf8 = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
  expect(await faultOf(await sendRaw('/meetings', notUtf8))).toBe('422 invalid_request ')
  const body = JSON.stringify({ title: 'x', scenario })
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp']) {
    const response = await sendRaw('/meetings', body, { 'content-type': type })
    expect(await refusalOf(response)).toBe('415 unsupported_media_type')
  }
})

test('states the expected value for an invalid field', async () => {
  const wrong: [object, string, string][] = [
    [{ title: '  ' }, '/title', 'must be text that is not blank'],
    [{ extra: 1 }, '/extra', 'there is no such field here'],
    [
      { startedAt: '2026-02-30T10:00:00Z' },
      '/startedAt',
      'must be a point in time with its zone, e.g. 2026-11-18T10:00:00Z, or null',
    ],
    [{ clientId: 'x' }, '/clientId', 'must be an id (UUID), or null'],
    [{ language: 'xx' }, '/language', 'must be one of en, ru'],
  ]
  for (const [fields, pointer, detail] of wrong) {
    const body = JSON.stringify({ title: 'x', scenario, ...fields })
    const { status, errors } = await problemOf(await sendRaw('/meetings', body))
    expect({ status, errors }).toEqual({ status: 422, errors: [{ pointer, detail }] })
  }
})

test('rejects a malformed body when the body is optional', async () => {
  for (const path of [`/items/${itemId}/accept`, `/meetings/${meetingId}/runs`]) {
    expect(await faultOf(await sendRaw(path, '{"half'))).toBe('422 invalid_request ')
    expect(await faultOf(await sendRaw(path, '[1]'))).toBe('422 invalid_request ')
  }
})

test('rejects huge and deeply nested bodies', async () => {
  const huge = `{"title":"${'a'.repeat(1024 * 1024)}"}`
  expect(await refusalOf(await sendRaw('/meetings', huge))).toBe('413 payload_too_large')
  const beyond = `{"title":"${'a'.repeat(33 * 1024 * 1024)}"}`
  expect(await refusalOf(await sendRaw('/meetings', beyond))).toBe('413 payload_too_large')
  for (const depth of [33, 5_000, 100_000]) {
    const deep = `{"title":${'['.repeat(depth)}${']'.repeat(depth)}}`
    const { status, errors } = await problemOf(await sendRaw('/meetings', deep))
    expect(`${status} ${errors[0]?.detail}`).toBe('422 nested deeper than 32 levels')
  }
  const value = `{"value":{"statement":${'{"a":'.repeat(400)}1${'}'.repeat(400)}}}`
  expect((await sendRaw(`/items/${itemId}`, value, json, 'PATCH')).status).toBe(422)
})

test('stops reading a body of unknown length at the limit', async () => {
  const chunk = new TextEncoder().encode('a'.repeat(64 * 1024))
  let sent = 0
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      controller.enqueue(chunk)
      if (++sent >= 64) controller.close()
    },
  })
  const response = await fetch(`http://127.0.0.1:${installation.port}/api/v1/meetings`, {
    method: 'POST',
    body: stream,
    headers: { ...json, host: 'hostile.localhost', authorization: `Bearer ${client.token}` },
  })
  expect(await refusalOf(response)).toBe('413 payload_too_large')
})

test('rejects keys that objects inherit from their prototype', async () => {
  const own = '{"title":"x","scenario":{"id":"general-minutes"},"__proto__":{"admin":true}}'
  expect(await faultOf(await sendRaw('/meetings', own))).toBe('422 invalid_request /__proto__')
  const inner = '{"title":"x","scenario":{"id":"general-minutes","constructor":{}}}'
  expect(await faultOf(await sendRaw('/meetings', inner))).toBe(
    '422 invalid_request /scenario/constructor',
  )
  for (const name of ['__proto__', 'constructor', 'toString']) {
    const body = `{"value":{"${name}":{"x":1}}}`
    expect(await faultOf(await sendRaw(`/items/${itemId}`, body, json, 'PATCH'))).toBe(
      `422 invalid_request /value/${name}`,
    )
  }
})

test('rejects text that the database cannot store', async () => {
  const tries: [path: string, body: unknown, pointer: string, method?: string][] = [
    ['/meetings', { title: 'a\u0000b', scenario }, '/title'],
    ['/meetings', { title: 'a\ud800b', scenario }, '/title'],
    ['/meetings', { title: 'a', scenario: { id: '\u0000' } }, '/scenario/id'],
    ['/clients', { name: 'a', note: '\udc00' }, '/note'],
    ['/people', { name: 'a', jobTitle: '\u0000' }, '/jobTitle'],
    [`/items/${itemId}`, { value: { statement: 'a\u0000' } }, '/value/statement', 'PATCH'],
    [`/items/${itemId}`, { value: { statement: 'a\ud83d' } }, '/value/statement', 'PATCH'],
    [`/items/${itemId}/accept`, { overrideNote: 'because\u0000' }, '/overrideNote'],
  ]
  for (const [path, body, pointer, method = 'POST'] of tries) {
    const response = await client.send(path, { method, json: body })
    expect(`${path} ${await faultOf(response)}`).toBe(`${path} 422 invalid_request ${pointer}`)
  }
  const signIn = await installation.request('hostile', '/api/v1/auth/login', {
    method: 'POST',
    json: { email: 'a\u0000@b.example', password: 'x' },
  })
  expect(await faultOf(signIn)).toBe('422 invalid_request /email')
  for (const query of [
    'meetings?q=%00',
    'clients?q=a%00',
    'people?q=%00b',
    'meetings?scenario=%00',
  ]) {
    expect((await client.send(`/${query}`)).status).toBe(422)
  }
})

test('rejects dates that do not exist and malformed timestamps', async () => {
  const moments = [
    '2026-02-30T10:00:00Z',
    '2026-13-01T10:00:00Z',
    '2026-02-20T24:00:00Z',
    '2026-02-20T10:00:60Z',
    '0000-02-20T10:00:00Z',
    '2026-02-20 10:00:00Z',
    '2026-02-20T10:00:00',
    '2026-02-20',
    'tomorrow',
    '',
  ]
  for (const moment of moments) {
    const created = await client.post('/meetings', { title: 'x', scenario, startedAt: moment })
    expect(`${moment} ${await faultOf(created)}`).toBe(`${moment} 422 invalid_request /startedAt`)
    const listed = await client.send(`/meetings?from=${encodeURIComponent(moment)}`)
    expect(`${moment} ${await faultOf(listed)}`).toBe(`${moment} 422 invalid_request ?from`)
  }
})

test('rejects invalid limits, foreign cursors and unknown parameters', async () => {
  const page = async (query: string) => faultOf(await client.send(query))
  for (const limit of ['0', '101', '-1', '1.5', 'x', '']) {
    expect(`${limit} ${await page(`/meetings?limit=${limit}`)}`).toBe(
      `${limit} 422 invalid_request ?limit`,
    )
  }
  expect(await page('/meetings?limit=1&limit=2')).toBe('422 invalid_request ?limit')
  for (const cursor of ['x', 'a.b', `${'a'.repeat(300)}.b`, '%00']) {
    expect(await page(`/meetings?cursor=${cursor}`)).toBe('422 invalid_request ?cursor')
  }
  expect(await page('/meetings?status=lost')).toBe('422 invalid_request ?status')
  expect(await page('/meetings?clientId=1')).toBe('422 invalid_request ?clientId')
  expect(await page(`/meetings/${meetingId}/export?format=exe`)).toBe('422 invalid_request ?format')
})

test('treats SQL in text as text', async () => {
  for (const q of ["' or 1=1 --", '%', '_', '\\', '"; drop table meetings; --', '$1', "'::uuid"]) {
    const path = `/meetings?q=${encodeURIComponent(q)}`
    expect(await client.get<{ data: unknown[] }>(path)).toMatchObject({ data: [] })
  }
  for (const path of ['/people?q=%25', '/clients?q=_']) {
    expect(await client.get<{ data: unknown[] }>(path)).toMatchObject({ data: [] })
  }
})

test('keeps a valid X-Request-Id and replaces an invalid one consistently', async () => {
  const given = await client.send('/nothing', { headers: { 'x-request-id': 'test-request-1' } })
  expect((await problemOf(given)).requestId).toBe('test-request-1')
  for (const bad of ['short', 'with space inside', '<script>alert(1)</script>', 'a'.repeat(65)]) {
    const response = await client.send('/me', { headers: { 'x-request-id': bad } })
    const id = response.headers.get('x-request-id') ?? ''
    expect(id).toMatch(/^[0-9a-f-]{36}$/)
    const logged = lines.filter((line) => line.includes(id) && line.includes('"msg":"request"'))
    expect(logged).toHaveLength(1)
    expect(lines.some((line) => line.includes(bad))).toBe(false)
  }
})

test('rejects malformed revisions and idempotency keys', async () => {
  const change = (headers: Record<string, string>) =>
    client.send(`/meetings/${meetingId}`, { method: 'PATCH', json: { title: 'y' }, headers })
  expect(await refusalOf(await change({ 'if-match': '"x"' }))).toBe('412 precondition_failed')
  expect(await refusalOf(await change({ 'if-match': '"99999999999"' }))).toBe(
    '412 precondition_failed',
  )
  for (const key of ['with space', 'ключ'.normalize(), 'a'.repeat(201)]) {
    const header = key === 'ключ' ? 'caf\u00e9' : key
    expect(await refusalOf(await change({ 'idempotency-key': header }))).toBe('422 invalid_request')
  }
})

test('logs no error for a client’s fault', () => {
  expect(lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
})
