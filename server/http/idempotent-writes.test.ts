import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { listFiles } from './test/files.ts'
import type { MeetingView } from '../modules/meetings/contract.ts'
import {
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  talk,
} from './test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'repeat')
})
afterAll(() => installation.close())

const keyed = (key: string) => ({ 'idempotency-key': key })
const body = (title: string) => ({ title, scenario: { id: 'general-minutes' } })
const count = async (title: string): Promise<number> => {
  const path = `/meetings?q=${encodeURIComponent(title)}`
  return (await client.get<{ data: MeetingView[] }>(path)).data.length
}

test('applies a repeated request once and repeats its response', async () => {
  const send = () => client.post('/meetings', body('Once'), keyed('once'))
  const [one, two] = [await send(), await send()]
  expect([one.status, two.status]).toEqual([201, 201])
  expect(two.headers.get('etag')).toBe(one.headers.get('etag'))
  expect(await two.text()).toBe(await one.text())
  expect(await count('Once')).toBe(1)
})

test('rejects another body, path or method with the same key', async () => {
  const { id } = await createMeeting(client, { title: 'Other' })
  await client.post('/meetings', body('First'), keyed('taken'))
  const tries = [
    client.post('/meetings', body('Second'), keyed('taken')),
    client.post('/clients', { name: 'First' }, keyed('taken')),
    client.send(`/meetings/${id}`, { method: 'DELETE', headers: keyed('taken') }),
  ]
  for (const response of await Promise.all(tries)) {
    expect(['422 idempotency_mismatch', '409 idempotency_in_flight']).toContain(
      await refusalOf(response),
    )
  }
  expect(await count('Second')).toBe(0)
  expect((await readMeeting(client, id)).title).toBe('Other')
})

test('applies concurrent requests with one key once', async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => client.post('/meetings', body('Race'), keyed('race'))),
  )
  const statuses = answers.map(({ status }) => status)
  expect(statuses.filter((status) => status === 201).length).toBeGreaterThan(0)
  expect(statuses.every((status) => status === 201 || status === 409)).toBe(true)
  for (const answer of answers.filter(({ status }) => status === 409)) {
    expect(answer.headers.get('retry-after')).toBe('1')
  }
  expect(await count('Race')).toBe(1)
})

test('keeps the key of a failed request free', async () => {
  const clientId = crypto.randomUUID()
  const refused = await client.post('/meetings', { ...body('Later'), clientId }, keyed('later'))
  expect(refused.status).toBe(422)
  expect((await client.post('/meetings', body('Later'), keyed('later'))).status).toBe(201)
})

test('separates keys by person and tenant', async () => {
  const other = await openTenant(installation, 'repeat-other')
  await client.post('/meetings', body('Mine'), keyed('shared'))
  expect((await other.post('/meetings', body('Mine'), keyed('shared'))).status).toBe(201)
})

test('forgets a key after a day', async () => {
  await client.post('/meetings', body('Old'), keyed('old'))
  await installation.admin`
    update idempotent_writes set created_at = now() - interval '25 hours' where key = 'old'`
  expect((await client.post('/meetings', body('New'), keyed('old'))).status).toBe(201)
})

test('imports a transcript sent twice with one key once and rejects another one', async () => {
  const { id } = await createMeeting(client)
  const send = (text: string) =>
    client.send(`/meetings/${id}/transcript`, {
      method: 'POST',
      body: text,
      headers: keyed('transcript'),
    })
  const [one, two] = [await send(talk), await send(talk)]
  expect([one.status, two.status]).toEqual([201, 201])
  expect(await two.text()).toBe(await one.text())
  expect(await refusalOf(await send(`${talk} `))).toBe('422 idempotency_mismatch')
  const [stored] = await installation.admin<{ transcripts: number; keys: string[] }[]>`
    select count(*)::int as transcripts, array_agg(object_key) as keys
    from transcripts where meeting_id = ${id}`
  expect(stored?.transcripts).toBe(1)
  const listed = await listFiles(installation, `/meetings/${id}/`)
  expect(listed).toEqual(stored?.keys ?? [])
})

test('applies a repeated decision once', async () => {
  const meeting = await reviewMeeting(client)
  const item = first(itemsOf(await readArtifacts(client, meeting.id)))
  const reject = () =>
    client.send(`/items/${item.id}/reject`, { method: 'POST', headers: keyed('reject') })
  const [one, two] = [await reject(), await reject()]
  expect(await two.text()).toBe(await one.text())
  const [history] = await installation.admin`
    select count(*)::int as changes from item_history where item_id = ${item.id}`
  expect(history?.changes).toBe(1)
})

test('stores no token in the kept responses', async () => {
  await client.send('/auth/refresh', { method: 'POST', headers: keyed('refresh') })
  const kept = await installation.admin<{ result: string }[]>`select result from idempotent_writes`
  expect(kept.length).toBeGreaterThan(5)
  expect(kept.filter(({ result }) => /eyJ|Token|password/.test(result))).toEqual([])
})

test('rejects a change against an older revision and returns the current one', async () => {
  const meeting = await createMeeting(client)
  const rename = (title: string, rev: string) =>
    client.send(`/meetings/${meeting.id}`, {
      method: 'PATCH',
      json: { title },
      headers: { 'if-match': rev },
    })
  const renamed = await rename('Second', `"${meeting.rev}"`)
  const etag = renamed.headers.get('etag') ?? ''
  expect(etag).toBe(`"${((await renamed.json()) as MeetingView).rev}"`)
  const stale = await rename('Third', `"${meeting.rev}"`)
  expect(stale.headers.get('etag')).toBe(etag)
  expect(await refusalOf(stale)).toBe('412 precondition_failed')
  expect((await readMeeting(client, meeting.id)).title).toBe('Second')
  expect((await rename('Any', '*')).status).toBe(200)
})

test('checks If-Match for every mutable resource', async () => {
  const meeting = await reviewMeeting(client)
  const item = first(itemsOf(await readArtifacts(client, meeting.id)))
  const created = async (path: string, json: object) =>
    ((await (await client.post(path, json)).json()) as { id: string }).id
  const person = await created('/people', { name: 'Rev' })
  const company = await created('/clients', { name: 'Rev' })
  const writes: [method: string, path: string, json?: object][] = [
    ['PATCH', `/meetings/${meeting.id}`, { title: 'x' }],
    ['DELETE', `/meetings/${meeting.id}`],
    ['POST', `/meetings/${meeting.id}/accept`],
    ['POST', `/meetings/${meeting.id}/reopen`],
    ['POST', `/meetings/${meeting.id}/process`],
    ['POST', `/meetings/${meeting.id}/retry`],
    ['POST', `/meetings/${meeting.id}/cancel`],
    ['POST', `/meetings/${meeting.id}/transfer`, { userId: meeting.owner.id }],
    ['PUT', `/meetings/${meeting.id}/viewers`, { userIds: [] }],
    ['PATCH', `/items/${item.id}`, { value: { statement: 'x' } }],
    ['POST', `/items/${item.id}/accept`, {}],
    ['POST', `/items/${item.id}/reject`],
    ['POST', `/items/${item.id}/reopen`],
    ['POST', `/items/${item.id}/undo`],
    ['PATCH', `/people/${person}`, { name: 'x' }],
    ['DELETE', `/people/${person}`],
    ['PATCH', `/clients/${company}`, { name: 'x' }],
    ['DELETE', `/clients/${company}`],
  ]
  const answers: Record<string, string> = {}
  for (const [method, path, json] of writes) {
    const init = { method, headers: { 'if-match': '"99999"' }, ...(json ? { json } : {}) }
    answers[`${method} ${path}`] = await refusalOf(await client.send(path, init))
  }
  expect(answers).toEqual(
    Object.fromEntries(Object.keys(answers).map((name) => [name, '412 precondition_failed'])),
  )
})
