import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { type TenantTx, withTenant } from '../../../../db/tenant.ts'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { changeLimits } from '../../../../tenants/limits/change-limits.ts'
import { changePlan } from '../../../../tenants/plans/change-plan.ts'
import { en } from '../../../../web/i18n/en/index.ts'
import { ru } from '../../../../web/i18n/ru/index.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import { type Client, openTenant, readMeeting } from '../../../http/test/meetings.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { queuesOver } from '../../../jobs/dispatch/queues.ts'
import { reconcile } from '../../../jobs/reconcile.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { LimitExceeded } from '../../../../tenants/limits/limit-reached.ts'
import { createLog } from '../../../platform/log.ts'
import type { BillingView } from '../../billing/contract.ts'
import type { Usage } from '../../usage/contract.ts'
import { resumeWithinLimits } from '../../meetings/index.ts'
import { fillLedger } from '../../usage/index.ts'
import type { MeetingHistory } from '../../meetings/contract.ts'
import { deepgramConfig, recordedMeeting, tenantIdOf } from '../test/recordings.ts'
import { claimTranscription } from './repo/claim.ts'
import {
  chooseForMinutes,
  minuteReasons,
  reserveFor,
  secondsOf,
  waitForProvider,
} from './minutes.ts'
import { transcribeMeeting } from './transcribe-meeting.ts'

setDefaultTimeout(60_000)

let standIn: SpeechStandIn
let installation: TestInstallation
beforeAll(async () => {
  standIn = startSpeechStandIn()
  installation = await openInstallation({ worker: false })
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})
beforeEach(() => {
  standIn.calls.length = 0
  standIn.fail()
  standIn.say([{ speaker: 0, text: 'We have decided to start the pilot.' }])
})

interface Tenant {
  client: Client
  tenantId: string
  limit(minutes: number | 'none'): Promise<unknown>
  /** A meeting that waits for its transcription, with a recording of that length. */
  record(minutes: number): Promise<string>
  attempt(meetingId: string, more?: { isOwn?: boolean; isFinal?: boolean }): Promise<unknown>
  choose(...meetingIds: string[]): Promise<readonly string[]>
  /** Seconds that were counted, and those that are reserved. */
  counted(): Promise<[used: number, reserved: number]>
}

async function openLimited(slug: string): Promise<Tenant> {
  const client = await openTenant(installation, slug)
  const tenantId = await tenantIdOf(installation, slug)
  const { db } = installation.services
  const { admin } = installation
  return {
    client,
    tenantId,
    limit: (minutes) =>
      changeLimits(db, tenantId, null, {
        set: [`transcribedMinutesPerMonth=${minutes}`],
        unset: [],
      }),
    async record(minutes) {
      const id = await recordedMeeting(installation, client)
      await admin`update media set duration_ms = ${minutes * 60_000} where meeting_id = ${id}`
      return id
    },
    async attempt(meetingId, { isOwn = false, isFinal = false } = {}) {
      const speech = await openSpeech(deepgramConfig(standIn))
      const deps = {
        ...installation.services,
        speech,
        speechLanguage: 'meeting' as const,
        ownSpeech: async () => (isOwn ? speech : null),
      }
      const ctx: JobCtx = {
        ...systemCtx(tenantId, 'test', newId()),
        jobId: newId(),
        held: {},
        queuedAt: new Date(),
        attempt: 1,
        isFinalAttempt: isFinal,
        signal: new AbortController().signal,
        log: createLog('silent'),
      }
      try {
        return await transcribeMeeting.handle(deps, ctx, { meetingId })
      } catch (error) {
        if (isFinal) await transcribeMeeting.onFinalFailure(deps, ctx, { meetingId }, error)
        return error
      }
    },
    choose: (...meetingIds) => chooseForMinutes(db, tenantId, meetingIds),
    async counted() {
      const [row] = await admin<{ used: number; reserved: number }[]>`
        select coalesce((select sum(used) from quota_uses where tenant_id = ${tenantId}
            and holder_id = ${tenantId} and name = 'transcribedMinutesPerMonth'), 0)::float8 as used,
          coalesce((select sum(seconds) from minute_reservations where tenant_id = ${tenantId}), 0)::float8 as reserved`
      return [row?.used ?? 0, row?.reserved ?? 0]
    },
  }
}

/** Has two hundred recordings of a minute claimed at once; returns how many got what they need. */
async function claimMany({ record, tenantId }: Tenant): Promise<number> {
  const first = await record(1)
  const { admin, services } = installation
  // Copies of the first one: what matters is that they are claimed at the same time.
  const ids = [first, ...Array.from({ length: 199 }, () => newId())]
  await admin`
    with made as (
      insert into meetings select (jsonb_populate_record(m, jsonb_build_object('id', n.id, 'current_media_id', n.id))).*
      from meetings m cross join unnest(${ids.slice(1)}::uuid[]) n(id) where m.id = ${first} returning id
    )
    insert into media select (jsonb_populate_record(d, jsonb_build_object('id', made.id, 'meeting_id', made.id))).*
    from media d cross join made where d.meeting_id = ${first}`
  const outcomes = await Promise.all(
    ids.map((id) =>
      withTenant(services.db, systemCtx(tenantId, 'test', newId()), async (tx) => {
        const claim = await claimTranscription(tx, id)
        if (!claim) return 'nothing to do'
        await reserveFor(tx, claim)
        return 'reserved'
      }).catch((error: unknown) => {
        if (error instanceof LimitExceeded) return 'no room'
        throw error
      }),
    ),
  )
  expect(outcomes.filter((one) => one === 'no room')).toHaveLength(199)
  return outcomes.filter((one) => one === 'reserved').length
}

test('of two hundred recordings at once exactly one takes the last minute', async () => {
  const tenant = await openLimited('crowd')
  await tenant.limit(1)
  expect(await claimMany(tenant)).toBe(1)
  expect(await tenant.counted()).toEqual([0, 60])
})

/** Pays for minutes past the 15,000 of its plan, of which so many are used. */
async function openPaid(slug: string, usedMinutes: number): Promise<Tenant> {
  const tenant = await openLimited(slug)
  const { tenantId } = tenant
  const { admin, services } = installation
  await changePlan(services.db, tenantId, { plan: 'business' })
  await admin`update subscriptions set metered_from = now() - interval '1 hour' where tenant_id = ${tenantId}`
  await admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    values (${tenantId}, ${tenantId}, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'),
      ${usedMinutes * 60})`
  return tenant
}

const cap = (client: Client, minor: number | null): Promise<Response> =>
  client.send('/billing/minutes-cap', { method: 'PUT', json: { minor } })

test('of two hundred recordings at once exactly one takes the last minute of a cap', async () => {
  const tenant = await openPaid('capped-crowd', 15_099)
  // 3.6 cents each: a hundred minutes, and a part of one that nobody gets.
  expect((await cap(tenant.client, 363)).status).toBe(200)
  expect(await claimMany(tenant)).toBe(1)
})

test('what is under way as a cap is set counts for it', async () => {
  const { client, record, attempt, counted, tenantId } = await openPaid('capped-later', 15_000)
  const [first, second] = [await record(60), await record(60)]
  await withTenant(
    installation.services.db,
    systemCtx(tenantId, 'test', newId()),
    async (tx: TenantTx) => {
      const claim = await claimTranscription(tx, first)
      if (claim) await reserveFor(tx, claim)
    },
  )
  expect((await counted())[1]).toBe(3_600)
  // A hundred minutes, of which sixty are being transcribed.
  expect((await cap(client, 360)).status).toBe(200)
  expect(await attempt(second)).toBe('waits for minutes')
})

test('at the cap a recording waits, with the reason, and goes on once an owner raises it', async () => {
  const { client, record, attempt, choose } = await openPaid('capped', 15_080)
  const long = await record(50)
  expect((await cap(client, 360)).status).toBe(200)
  const billing = await client.get<BillingView>('/billing')
  expect(billing.minutesCap).toEqual({ minor: 360, currency: 'usd', minutes: 15_100 })
  expect(billing.warnings).toEqual([{ name: 'transcribedMinutesPerMonth', threshold: 80 }])
  expect(await attempt(long)).toBe('waits for minutes')
  expect(await readMeeting(client, long)).toMatchObject({
    status: 'waiting',
    reason: 'minute_limit_reached',
    canRetry: true,
  })
  expect(await choose(long)).toEqual([])
  expect((await cap(client, 720)).status).toBe(200)
  expect(await choose(long)).toEqual([long])
  expect(await attempt(long)).toBe('1 segments')
  expect((await cap(client, 0)).status).toBe(200)
  expect((await client.get<BillingView>('/billing')).warnings).toEqual([
    { name: 'transcribedMinutesPerMonth', threshold: 100 },
  ])
  const removed = await cap(client, null)
  expect(((await removed.json()) as BillingView).minutesCap).toBeNull()
})

test('a meeting past the limit waits, says why once, and goes on when there are more minutes', async () => {
  const { client, record, limit, attempt, choose, counted } = await openLimited('waits')
  await limit(10)
  const [one, two] = [await record(6), await record(6)]
  expect(await attempt(one)).toBe('1 segments')
  // What was heard counts, not what was reserved.
  const [used, reserved] = await counted()
  expect(used).toBeGreaterThan(0)
  expect(used).toBeLessThan(60)
  expect(reserved).toBe(0)
  await limit(5)
  expect(await attempt(two)).toBe('waits for minutes')
  expect(await attempt(two)).toBe('waits for minutes')
  expect(standIn.calls).toHaveLength(1)
  expect(await readMeeting(client, two)).toMatchObject({
    status: 'waiting',
    stage: 'transcribe',
    reason: 'recording_over_limit',
    canRetry: true,
  })
  await limit(6)
  expect(await attempt(two)).toBe('waits for minutes')
  expect(await readMeeting(client, two)).toMatchObject({ reason: 'minute_limit_reached' })
  const { data } = await client.get<MeetingHistory>(`/meetings/${two}/history`)
  expect(data.filter(({ kind }) => kind === 'waiting')).toHaveLength(2)
  expect(await choose(two)).toEqual([])
  await limit(10)
  expect(await choose(two)).toEqual([two])
  expect(await attempt(two)).toBe('1 segments')
})

test('goes on after an upgrade, and at the turn of the month', async () => {
  const { record, attempt, choose, tenantId } = await openLimited('upgrade')
  const { db } = installation.services
  await changePlan(db, tenantId, { plan: 'free' })
  const long = await record(301)
  expect(await attempt(long)).toBe('waits for minutes')
  expect(await choose(long)).toEqual([])
  await changePlan(db, tenantId, { plan: 'team' })
  expect(await choose(long)).toEqual([long])
  await changePlan(db, tenantId, { plan: 'free' })
  const short = await record(10)
  await installation.admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    values (${tenantId}, ${tenantId}, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'),
      ${299 * 60})
    on conflict (tenant_id, holder_id, name, period) do update set used = excluded.used`
  expect(await attempt(short)).toBe('waits for minutes')
  expect(await choose(short)).toEqual([])
  // As it is a month later.
  await installation.admin`
    update quota_uses set period = '2020-01' where tenant_id = ${tenantId}`
  expect(await choose(short)).toEqual([short])
  expect(await attempt(short)).toBe('1 segments')
})

test('minutes past the plan’s that are paid for stop nothing, but what the operator has set does', async () => {
  const { client, record, limit, attempt, choose, counted, tenantId } = await openLimited('metered')
  const { db } = installation.services
  await changePlan(db, tenantId, { plan: 'business' })
  const useUp = (minutes: number) => installation.admin`
    insert into quota_uses (tenant_id, holder_id, name, period, used)
    values (${tenantId}, ${tenantId}, 'transcribedMinutesPerMonth', to_char(now() at time zone 'utc', 'YYYY-MM'),
      ${minutes * 60})
    on conflict (tenant_id, holder_id, name, period) do update set used = excluded.used`
  const meter = (from: Date | null) => installation.admin`
    update subscriptions set metered_from = ${from} where tenant_id = ${tenantId}`
  await useUp(15_000)
  const id = await record(10)
  expect(await attempt(id)).toBe('waits for minutes')
  expect((await client.get<BillingView>('/billing')).minutePrice).toBeNull()
  await meter(new Date(Date.now() - 60_000))
  expect(await choose(id)).toEqual([id])
  expect(await attempt(id)).toBe('1 segments')
  expect((await counted())[1]).toBe(0)
  expect(await client.get<BillingView>('/billing')).toMatchObject({
    minutePrice: { minorDecimal: '3.6', currency: 'usd' },
    warnings: [{ name: 'transcribedMinutesPerMonth', threshold: 100 }],
  })
  await limit(15_000)
  const other = await record(10)
  expect(await attempt(other)).toBe('waits for minutes')
  expect((await client.get<BillingView>('/billing')).minutePrice).toBeNull()
  await changeLimits(db, tenantId, null, { set: [], unset: ['transcribedMinutesPerMonth'] })
  expect(await choose(other)).toEqual([other])
  await changePlan(db, tenantId, {
    plan: 'business',
    paidUntil: new Date(Date.now() - 30 * 86_400_000),
  })
  expect(await choose(other)).toEqual([])
})

test('is asked for again once there are enough minutes, and not before', async () => {
  const { record, limit, attempt, tenantId } = await openLimited('offered')
  await limit(5)
  const id = await record(6)
  expect(await attempt(id)).toBe('waits for minutes')
  const { db, redis, log } = installation.services
  const { queue } = queuesOver(redis.commands, log).of(tenantId, 'transcribe')
  await queue.obliterate({ force: true })
  const offered = async (): Promise<string[]> => {
    const choose = (...waiting: [string, readonly string[]]) => chooseForMinutes(db, ...waiting)
    await reconcile(
      { db, redis, log, sources: [resumeWithinLimits(db, minuteReasons, choose)] },
      3_600,
    )
    const jobs = await queue.getJobs(['wait'])
    return jobs.map((job) => (job.data.payload as { meetingId: string }).meetingId)
  }
  expect(await offered()).toEqual([])
  await limit(6)
  expect(await offered()).toEqual([id])
})

test('takes as many as fit, the longest waiting first, and passes over what does not fit', async () => {
  const { client, record, limit, choose, tenantId } = await openLimited('fitting')
  const ids = await Promise.all([record(8), record(30), record(4), record(4)])
  await limit(13)
  const [eight = '', thirty = '', four = '', other = ''] = ids
  expect(await choose(eight, thirty, four, other)).toEqual([eight, four])
  await changeLimits(installation.services.db, tenantId, `owner@${client.slug}.example`, {
    set: ['transcribedMinutesPerMonth=5'],
    unset: [],
  })
  expect(await choose(eight, thirty, four, other)).toEqual([four])
})

test('gives minutes back when the call fails, and when nobody shows that it goes on', async () => {
  const { record, limit, attempt, counted, tenantId } = await openLimited('released')
  await limit(10)
  const [one, two] = [await record(6), await record(6)]
  standIn.fail('500')
  expect(await attempt(one)).toBeInstanceOf(Error)
  expect(await counted()).toEqual([0, 0])
  standIn.fail('500')
  expect(await attempt(one, { isFinal: true })).toBeInstanceOf(Error)
  expect(await counted()).toEqual([0, 0])
  standIn.fail()
  // A worker that died in the middle of its call.
  const { db } = installation.services
  const ctx = systemCtx(tenantId, 'test', newId())
  const third = await record(6)
  await withTenant(db, ctx, async (tx) => {
    const claim = await claimTranscription(tx, third)
    if (claim) await reserveFor(tx, claim)
  })
  expect(await counted()).toEqual([0, 360])
  expect(await attempt(two)).toBe('waits for minutes')
  await installation.admin`
    update minute_reservations set expires_at = now() where tenant_id = ${tenantId}`
  expect(await attempt(two)).toBe('1 segments')
  expect((await counted())[1]).toBe(0)
})

test('who takes a dead attempt over has its minutes, and an overtaken one gives none back', async () => {
  const { record, limit, counted, tenantId } = await openLimited('overtaken')
  await limit(10)
  const id = await record(6)
  const inTenant = <T>(work: (tx: TenantTx) => Promise<T>): Promise<T> =>
    withTenant(installation.services.db, systemCtx(tenantId, 'test', newId()), work)
  const claim = () =>
    inTenant(async (tx) => {
      const claimed = await claimTranscription(tx, id)
      if (!claimed) throw new Error('there was nothing to claim')
      return { ...claimed, isReserved: await reserveFor(tx, claimed) }
    })
  const overtaken = await claim()
  const current = await claim()
  await inTenant((tx) => waitForProvider(tx, overtaken, 'provider_timeout'))
  expect(await counted()).toEqual([0, 360])
  await inTenant((tx) => waitForProvider(tx, current, 'provider_timeout'))
  expect(await counted()).toEqual([0, 0])
})

test('an answer that was paid for is counted once, however often it is read', async () => {
  const { record, attempt, counted, client, tenantId } = await openLimited('once')
  const id = await record(6)
  expect(await attempt(id)).toBe('1 segments')
  const before = await counted()
  await installation.admin`
    update meetings set status = 'queued', stage = 'transcribe' where id = ${id}`
  expect(await attempt(id)).toBe('1 segments')
  expect(standIn.calls).toHaveLength(1)
  expect(await counted()).toEqual(before)
  const { usage } = await client.get<BillingView>('/billing')
  const use = usage.find(({ name }) => name === 'transcribedMinutesPerMonth')
  expect(use?.used).toBeCloseTo(before[0] / 60)
  const ledgerSeconds = async () => (await client.get<Usage>('/usage')).totals.transcribedSeconds
  expect(await ledgerSeconds()).toBe(before[0])
  await fillLedger(installation.services.db, tenantId)
  expect(await ledgerSeconds()).toBe(before[0])
})

test('what the organisation’s own provider transcribes takes no minutes', async () => {
  const { record, limit, attempt, counted, client } = await openLimited('own-speech')
  await limit(0)
  const id = await record(6)
  expect(await attempt(id, { isOwn: true })).toBe('1 segments')
  expect(await counted()).toEqual([0, 0])
  const { totals } = await client.get<Usage>('/usage')
  expect(totals.transcribedSeconds).toBe(0)
  expect(totals.ownTranscribedSeconds).toBeGreaterThan(0)
})

test('the length of a recording is estimated from its size where nobody measured it', () => {
  const recording = { contentType: 'audio/ogg', sizeBytes: 9_600_000, durationMs: null }
  expect(secondsOf(recording)).toBe(600)
  expect(secondsOf({ ...recording, contentType: 'video/mp4' })).toBe(77)
  expect(secondsOf({ ...recording, durationMs: 59_001 })).toBe(60)
})

test('a meeting that waits for minutes says so, and what to do, in both languages', () => {
  for (const reason of minuteReasons)
    for (const words of [en, ru] as Record<string, unknown>[])
      expect(words[`reason.waiting.${reason}`]).toBeString()
})
