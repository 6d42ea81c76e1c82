import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { changeLimits, type LimitLine } from '../../tenants/limits/change-limits.ts'
import { TenantRefused } from '../../tenants/provision.ts'
import { startApi } from '../main/api.ts'
import { newApiKey } from '../platform/api-keys.ts'
import { createRequestLeases } from '../adapters/redis/quota-counters.ts'
import { createLimitReader } from '../../tenants/limits/stored-limits.ts'
import { createRequestQuota } from './session/request-quota.ts'
import { createRequestWindows } from './session/request-windows.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  problemOf,
  readMeeting,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from './test/meetings.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

interface Limited {
  client: Client
  slug: string
  tenantId: string
  set(...settings: string[]): Promise<LimitLine[]>
  setOwner(...settings: string[]): Promise<LimitLine[]>
  unset(...names: string[]): Promise<LimitLine[]>
}

async function openLimited(slug: string): Promise<Limited> {
  const client = await openTenant(installation, slug)
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = ${slug}`
  const tenantId = tenant?.id ?? ''
  const change = (email: string | null, set: string[], unset: string[]) =>
    changeLimits(installation.services.db, tenantId, email, { set, unset })
  return {
    client,
    slug,
    tenantId,
    set: (...settings) => change(null, settings, []),
    setOwner: (...settings) => change(`owner@${slug}.example`, settings, []),
    unset: (...names) => change(null, [], names),
  }
}

const useOf = (lines: LimitLine[], name: string) => lines.find((line) => line.name === name)?.used

const upload = (client: Client, meetingId: string, sizeBytes = 1_000) =>
  client.post(`/meetings/${meetingId}/uploads`, {
    fileName: 'talk.wav',
    sizeBytes,
    contentType: 'audio/wav',
  })

const openWindows = () =>
  createRequestWindows(createRequestLeases(installation.services.redis), (error) => {
    throw error
  })

/** Counts the responses by status. */
const tally = (answers: Response[]): Record<number, number> => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}

test('grants the last upload to exactly one of fifty concurrent requests', async () => {
  const { client, set, setOwner } = await openLimited('uploads')
  const meetings = await Promise.all(Array.from({ length: 50 }, () => createMeeting(client)))
  await set('openUploads=1')
  const answers = await Promise.all(meetings.map(({ id }) => upload(client, id)))
  expect(tally(answers)).toEqual({ 201: 1, 409: 49 })
  const refused = answers.find(({ status }) => status === 409) ?? new Response()
  const problem = await problemOf(refused)
  expect(problem.code).toBe('upload_limit_reached')
  expect(problem.detail).toContain('may have 1 uploads under way, and 1 are used')
  expect(problem.detail).toContain('operator')
  expect(useOf(await set(), 'openUploads')).toBe(1)
  expect(useOf(await setOwner(), 'openUploads')).toBe(1)

  // Cancelling one frees its place at once.
  const taken = answers.find(({ status }) => status === 201) ?? new Response('{}')
  const { id } = (await taken.json()) as { id: string }
  expect((await client.send(`/uploads/${id}`, { method: 'DELETE' })).ok).toBe(true)
  expect((await upload(client, meetings[0]?.id ?? '')).status).toBe(201)
})

test('counts stored bytes together with open uploads, per person and per organisation', async () => {
  const { client, set, setOwner, unset } = await openLimited('bytes')
  const [one, two] = [await createMeeting(client), await createMeeting(client)]
  await set('openUploadBytes=1500')
  expect((await upload(client, one.id)).status).toBe(201)
  expect(await refusalOf(await upload(client, two.id))).toBe('409 upload_limit_reached')
  await unset('openUploadBytes')
  await setOwner('storedBytes=1500')
  expect(await refusalOf(await upload(client, two.id))).toBe('409 upload_limit_reached')
  await setOwner('storedBytes=2000')
  expect((await upload(client, two.id)).status).toBe(201)
})

test('grants the last run of the day to exactly one of fifty concurrent requests', async () => {
  const { client, set } = await openLimited('runs')
  const meetings = await Promise.all(Array.from({ length: 5 }, () => reviewMeeting(client)))
  const used = useOf(await set(), 'runsPerDay') ?? 0
  expect(used).toBe(5)
  await set(`runsPerDay=${used + 1}`)
  const starts = Array.from({ length: 50 }, (_, at) => meetings[at % 5]?.id ?? '')
  const answers = await Promise.all(
    starts.map((id) =>
      client.send(`/meetings/${id}/runs`, {
        method: 'POST',
        json: {},
        headers: { 'accept-language': 'ru' },
      }),
    ),
  )
  expect(tally(answers)).toEqual({ 202: 1, 409: 49 })
  const refused = answers.find(({ status }) => status === 409) ?? new Response()
  const problem = await problemOf(refused)
  expect(problem.code).toBe('run_limit_reached')
  expect(problem.detail).toContain(
    'Вашей организации доступно запусков сценариев в сутки: 6; использовано: 6.',
  )
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
  expect(useOf(await set(), 'runsPerDay')).toBe(6)
})

test('meetings over the run limit wait with an explanation and resume once it is raised', async () => {
  const { client, set, tenantId } = await openLimited('waits')
  await set('runsPerDay=1')
  const meetings = await Promise.all(Array.from({ length: 4 }, () => createMeeting(client)))
  await Promise.all(meetings.map(({ id }) => uploadTranscript(client, id)))
  const settled = await eventually(async () => {
    const now = await Promise.all(meetings.map(({ id }) => readMeeting(client, id)))
    return now.every(({ status }) => status === 'waiting' || status === 'in_review') && now
  })
  expect(settled.filter(({ status }) => status === 'in_review').length).toBe(1)
  const waiting = settled.find(({ status }) => status === 'waiting')
  expect(waiting).toMatchObject({ stage: 'analyse', reason: 'run_limit_reached', canRetry: true })
  await set('runsPerDay=10')
  for (const { id } of meetings) {
    await eventually(async () => (await readMeeting(client, id)).status === 'in_review', 60_000)
  }
  const [waits] = await installation.admin<{ count: number }[]>`
    select count(*)::int as count from meeting_events where tenant_id = ${tenantId} and kind = 'waiting'`
  expect(waits?.count).toBe(3)
  expect(useOf(await set(), 'runsPerDay')).toBe(4)
})

test('an exhausted budget makes meetings wait and rejects manual runs and trials', async () => {
  const { client, set, tenantId } = await openLimited('money')
  const reviewed = await reviewMeeting(client)
  await set('modelCentsPerMonth=100')
  const period = new Date().toISOString().slice(0, 7)
  await installation.admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    values (${tenantId}, ${tenantId}, 'modelCentsPerMonth', ${period}, 1000000)`
  expect(useOf(await set(), 'modelCentsPerMonth')).toBe(100)
  const run = await client.post(`/meetings/${reviewed.id}/runs`, {})
  expect(await refusalOf(run)).toBe('409 spending_limit_reached')
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  expect((await untilStatus(client, id, 'waiting')).reason).toBe('spending_limit_reached')
  await set('modelCentsPerMonth=101')
  await eventually(async () => (await readMeeting(client, id)).status === 'in_review', 60_000)
})

test('counts requests across sessions and returns the remaining quota in headers', async () => {
  const { client, set, slug } = await openLimited('requests')
  const other = await installation.signIn(slug)
  await set('requestsPerMinute=20')
  const refused = await eventually(async () => {
    const answers = await Promise.all(
      Array.from({ length: 15 }, (_, at) =>
        client.send('/me', at % 2 === 0 ? {} : { token: other }),
      ),
    )
    return answers.find(({ status }) => status === 429)
  })
  expect(refused.headers.get('ratelimit-policy')).toBe('"organisation";q=20;w=60')
  expect(refused.headers.get('ratelimit')).toMatch(/^"organisation";r=0;t=\d+$/)
  const seconds = Number(refused.headers.get('retry-after'))
  expect(seconds).toBeGreaterThan(0)
  const problem = await problemOf(refused)
  expect(problem.detail).toContain(`20 requests a minute, and 20 are used. Wait ${seconds} s`)
})

test('lets no more than the limit of fifty concurrent requests through', async () => {
  const windows = openWindows()
  const holders = [
    { tenantId: 'a-tenant', key: 'person', limit: 30 },
    { tenantId: 'a-tenant', key: 'organisation', limit: 20 },
  ]
  const taken = await Promise.all(Array.from({ length: 50 }, () => windows.take(holders)))
  expect(taken.filter(({ refused }) => refused === null).length).toBe(20)
  expect(taken.filter(({ refused }) => refused === 1).length).toBe(30)
})

test('two processes together let the limit through, less one block at most', async () => {
  const processes = [openWindows(), openWindows()]
  const holder = { tenantId: 'two-processes', key: 'organisation', limit: 500 }
  const taken = await Promise.all(
    Array.from({ length: 600 }, (_, at) => processes[at % 3 === 0 ? 0 : 1]?.take([holder])),
  )
  const through = taken.filter((one) => one?.refused === null).length
  expect(through).toBeLessThanOrEqual(500)
  expect(through).toBeGreaterThanOrEqual(500 - 500 / 50)
})

test('counts alone without Redis and logs it once', async () => {
  const said: unknown[] = []
  const away = { lease: () => Promise.reject(new Error('away')) }
  const windows = createRequestWindows(away, (error) => said.push(error))
  const holder = { tenantId: 'alone', key: 'organisation', limit: 7 }
  const taken = await Promise.all(Array.from({ length: 10 }, () => windows.take([holder])))
  expect(taken.filter(({ refused }) => refused === null).length).toBe(7)
  expect(said).toHaveLength(1)
})

test('resets the count after a minute', async () => {
  let now = 0
  const lease = async (_holder: object, block: number) => ({
    granted: now === 0 ? block : 1,
    used: 1,
    leftMs: 60_000,
  })
  const windows = createRequestWindows(
    { lease },
    () => undefined,
    () => now,
  )
  const holder = { tenantId: 'later', key: 'organisation', limit: 1 }
  expect((await windows.take([holder])).refused).toBeNull()
  expect(await windows.take([holder])).toEqual({ refused: 0, secondsLeft: 60 })
  now = 60_001
  expect((await windows.take([holder])).refused).toBeNull()
})

test('counts anonymous requests per address, IPv6 per /64', async () => {
  const { services } = installation
  const quota = createRequestQuota({
    limitsOf: createLimitReader(services.db),
    requests: createRequestLeases(services.redis),
    log: services.log,
  })
  const network = '2001:db8:1:2'
  for (let at = 1; at <= 600; at++) await quota.countAnonymous(`${network}::${at.toString(16)}`)
  const refused = quota.countAnonymous(`${network}:ffff::9`)
  await expect(refused).rejects.toMatchObject({ code: 'too_many_requests' })
  const { ratelimit } = await quota.countAnonymous('2001:db8:1:3::1')
  expect(ratelimit).toMatch(/^"address";r=599;t=\d+$/)
  // All requests may come through a proxy on this machine.
  expect(await quota.countAnonymous('127.0.0.1')).toEqual({})
})

test('counts failed credentials per address', async () => {
  const { services } = installation
  const seen: string[] = []
  const api = startApi(services, {
    port: 0,
    tenantBaseDomain: 'localhost',
    signUp: 'closed',
    publicUrl: 'https://aam.example',
    withDashboard: false,
  })
  const ask = async (authorization: string, address: string): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${api.port}/api/v1/me`, {
      headers: { host: 'guessed.localhost', authorization, 'x-forwarded-for': address },
    })
    await response.arrayBuffer()
    seen.push(`${response.status}`)
  }
  const client = await openTenant(installation, 'guessed')
  for (let at = 0; at < 601; at++) await ask(`Bearer ${newApiKey('dev').text}`, '203.0.113.9')
  expect(seen.slice(0, 600).every((status) => status === '404')).toBe(true)
  expect(seen[600]).toBe('429')
  // A session is verified by its signature, so it keeps working.
  await ask(`Bearer ${client.token}`, '203.0.113.9')
  await ask(`Bearer ${newApiKey('dev').text}`, '203.0.113.10')
  expect(seen.slice(-2)).toEqual(['200', '404'])
  await api.stop()
})

test('limits live streams and frees their slots when they close', async () => {
  const { client, setOwner, slug } = await openLimited('streams')
  await setOwner('liveStreams=1')
  const open = () => {
    const ending = new AbortController()
    const answer = fetch(`http://127.0.0.1:${installation.port}/api/v1/events`, {
      headers: { host: `${slug}.localhost`, authorization: `Bearer ${client.token}` },
      signal: ending.signal,
    })
    return { answer, end: () => ending.abort() }
  }
  const all = Array.from({ length: 50 }, open)
  const answers = await Promise.all(all.map(({ answer }) => answer))
  expect(tally(answers)).toEqual({ 200: 1, 429: 49 })
  const refused = answers.find(({ status }) => status === 429) ?? new Response()
  expect(refused.headers.get('retry-after')).toBe('15')
  expect((await problemOf(refused)).code).toBe('too_many_streams')
  for (const { end } of all) end()
  await eventually(async () => {
    const { answer, end } = open()
    const { status } = await answer
    end()
    return status === 200
  })
})

test('applies the limits of one organisation and person to nobody else', async () => {
  const one = await openLimited('mine')
  const two = await openLimited('theirs')
  await one.set('openUploads=0')
  const meeting = await createMeeting(one.client)
  expect(await refusalOf(await upload(one.client, meeting.id))).toBe('409 upload_limit_reached')
  expect((await upload(two.client, (await createMeeting(two.client)).id)).status).toBe(201)
  const seen = await installation.services.db.sql`select * from quota_limits`
  expect(seen.length).toBe(0)
})

test('rejects an invalid setting with an explanation', async () => {
  const { set, unset, tenantId } = await openLimited('refused')
  for (const text of [
    'runsPerDay',
    'runsPerDay=-1',
    'runsPerDay=1.5',
    'runsPerDay=1e9',
    'x=1',
    '=1',
  ]) {
    expect(set(text)).rejects.toThrow(TenantRefused)
  }
  expect(unset('toString')).rejects.toThrow('there are requestsPerMinute')
  const stranger = changeLimits(installation.services.db, tenantId, 'nobody@example.org', {
    set: ['runsPerDay=1'],
    unset: [],
  })
  expect(stranger).rejects.toThrow('Nobody of this organisation')
  expect((await set()).every(({ origin }) => origin === 'default')).toBe(true)
})
