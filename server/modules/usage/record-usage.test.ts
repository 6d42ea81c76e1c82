import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { createRequestCountStore } from '../../platform/redis/request-counts.ts'
import { tenantPrefix } from '../../platform/redis/open-redis.ts'
import { addMember } from '../../http/test/members.ts'
import { type Client, clientOf, openTenant, refusalOf } from '../../http/test/meetings.ts'
import { sumAll, recordAllUsage } from '../../main/usage-maintenance.ts'
import { createRequestCounter, type RequestCountStore } from '../../platform/request-counts.ts'
import { tenantIdOf } from '../transcription/test/recordings.ts'
import type { Usage } from './contract.ts'
import { recordUsage } from './record-usage.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let store: RequestCountStore
beforeAll(async () => {
  installation = await openInstallation({ worker: false })
  store = createRequestCountStore(installation.services.redis)
})
afterAll(() => installation.close())

const hashOf = (tenantId: string) => `${tenantPrefix(tenantId)}:requests`
const counted = (tenantId: string) => installation.services.redis.commands.hgetall(hashOf(tenantId))

/** Moves the counts of the current hour into the previous one. */
async function endHour(tenantId: string): Promise<void> {
  const { commands } = installation.services.redis
  for (const [field, count] of Object.entries(await counted(tenantId))) {
    const [hour, ...caller] = field.split('|')
    await commands.hdel(hashOf(tenantId), field)
    await commands.hset(hashOf(tenantId), [Number(hour) - 1, ...caller].join('|'), count)
  }
}

const rows = (tenantId: string) => installation.admin<
  { user_id: string; key_id: string | null; requests: number; at: Date }[]
>`
  select user_id, key_id, requests, at from usage_events where tenant_id = ${tenantId} and kind = 'requests'
  order by requests`

const requestsOf = async (client: Client): Promise<number> => {
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  return (await client.get<Usage>(`/usage?from=${from}`)).totals.requests
}

test('records requests as one row per caller after their hour ends, however often it runs', async () => {
  const owner = await openTenant(installation, 'asking')
  const tenantId = await tenantIdOf(installation, 'asking')
  const made = (await (
    await owner.post('/api-keys', { name: 'Reports', scopes: ['meetings:read'] })
  ).json()) as { id: string; key: string }
  const byKey = clientOf(installation, 'asking', made.key)
  for (let at = 0; at < 7; at++) await byKey.get('/meetings')
  for (let at = 0; at < 10; at++) await owner.get('/meetings')
  await eventually(async () => {
    const counts = Object.values(await counted(tenantId)).map(Number)
    return counts.reduce((sum, count) => sum + count, 0) === 18
  })
  const deps = { db: installation.services.db, requestCounts: store }
  await recordUsage(deps, tenantId)
  expect(await rows(tenantId)).toHaveLength(0)
  await endHour(tenantId)
  const closed = await store.readClosed(tenantId)
  await Promise.all([recordUsage(deps, tenantId), recordUsage(deps, tenantId)])
  // A worker that died before deleting the hour leaves it to the next run.
  await recordUsage(
    { ...deps, requestCounts: { ...store, readClosed: async () => closed } },
    tenantId,
  )
  const found = await rows(tenantId)
  expect(found.map(({ key_id, requests }) => [key_id, requests])).toEqual([
    [made.id, 7],
    [null, 11],
  ])
  expect(await requestsOf(owner)).toBe(18)
  await sumAll(installation.services)
  expect(await requestsOf(owner)).toBe(18)
})

test('a write to Redis with a lost reply is not counted twice, and a failed write is not lost', async () => {
  await openTenant(installation, 'flaky')
  const tenantId = await tenantIdOf(installation, 'flaky')
  const userId = Bun.randomUUIDv7()
  const faults: ('before' | 'after' | null)[] = ['before', 'after', null, 'after', 'after', null]
  const counter = createRequestCounter(
    {
      ...store,
      async add(id, batch) {
        const fault = faults.shift() ?? null
        if (fault === 'before') throw new Error('away')
        await store.add(id, batch)
        if (fault === 'after') throw new Error('no answer')
      },
    },
    { warn: () => undefined },
  )
  for (let round = 0; round < 6; round++) {
    counter.count(tenantId, { userId, keyId: null })
    counter.count(tenantId, { userId, keyId: null })
    await counter.flush()
  }
  await counter.stop()
  expect(Object.values(await counted(tenantId))).toEqual(['12'])
})

test('stores held quantities as one figure per day, never a sum', async () => {
  const owner = await openTenant(installation, 'holding')
  const tenantId = await tenantIdOf(installation, 'holding')
  await installation.admin`
    insert into usage_snapshots (tenant_id, day, name, value)
    values (${tenantId}, (now() at time zone 'UTC')::date - 1, 'seats', 7)`
  await recordAllUsage(installation.services)
  await addMember(installation, 'holding', 'member', 'Max')
  await recordAllUsage(installation.services)
  await recordAllUsage(installation.services)
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10)
  const { holdings } = await owner.get<Usage>(`/usage?from=${from}`)
  expect(holdings.map(({ seats, storedBytes }) => [seats, storedBytes])).toEqual([
    [7, null],
    [2, 0],
  ])
})

test('owners, admins and keys with billing:read read usage; nobody else does', async () => {
  const owner = await openTenant(installation, 'reading')
  const admin = await addMember(installation, 'reading', 'admin', 'Ada')
  const author = await addMember(installation, 'reading', 'author', 'Art')
  expect((await admin.send('/usage')).status).toBe(200)
  expect(await refusalOf(await author.send('/usage'))).toBe('403 forbidden')
  expect((await installation.request('reading', '/api/v1/usage')).status).toBe(401)
  const keyWith = async (scope: string): Promise<Client> => {
    const made = await owner.post('/api-keys', { name: scope, scopes: [scope] })
    return clientOf(installation, 'reading', ((await made.json()) as { key: string }).key)
  }
  expect((await (await keyWith('billing:read')).send('/usage')).status).toBe(200)
  expect(await refusalOf(await (await keyWith('audit:read')).send('/usage'))).toBe(
    '403 scope_missing',
  )
})

test('rejects invalid, reversed and excessive ranges', async () => {
  const owner = await openTenant(installation, 'asked')
  const refusal = async (query: string) => refusalOf(await owner.send(`/usage?${query}`))
  for (const query of [
    'from=2026-02-30',
    'from=today',
    'from=2026-11-02&to=2026-11-01',
    'from=2020-01-01&to=2026-01-01',
    'by=mood',
    'format=xml',
  ]) {
    expect([query, await refusal(query)]).toEqual([query, '422 invalid_request'])
  }
})

test('returns rows as CSV, by day with held quantities, and escapes formulas in names', async () => {
  const owner = await openTenant(installation, 'filed')
  const tenantId = await tenantIdOf(installation, 'filed')
  const client = (await (await owner.post('/clients', { name: '=1+1, Ltd' })).json()) as {
    id: string
  }
  await installation.admin`
    with added as (
      insert into usage_events (tenant_id, id, source_key, kind, at, client_id, provider, seconds)
      values (${tenantId}, gen_random_uuid(), 'transcription:1', 'transcription', '2026-10-02T23:59:59Z', ${client.id},
        'deepgram:nova-3', 61)
      returning id)
    insert into usage_pending (tenant_id, event_id) select ${tenantId}, id from added`
  await installation.admin`
    insert into usage_snapshots (tenant_id, day, name, value) values (${tenantId}, '2026-10-03', 'storedBytes', 5)`
  const take = async (by: string) => {
    const answer = await owner.send(`/usage?from=2026-10-01&to=2026-10-31&by=${by}&format=csv`)
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(answer.headers.get('content-disposition')).toContain(
      `usage-by-${by}-2026-10-01-2026-10-31.csv`,
    )
    return (await answer.text()).replace('\uFEFF', '').trim().split('\r\n')
  }
  expect(await take('day')).toEqual([
    'day,transcribedSeconds,ownTranscribedSeconds,modelCalls,inputTokens,cachedInputTokens,outputTokens,costMicroUsd,ownCostMicroUsd,unpricedCalls,requests,storedBytes,seats',
    '2026-10-02,61,0,0,0,0,0,0,0,0,0,,',
    '2026-10-03,0,0,0,0,0,0,0,0,0,0,5,',
  ])
  expect((await take('client'))[1]).toBe(`${client.id},"'=1+1, Ltd",61,0,0,0,0,0,0,0,0,0`)
})
