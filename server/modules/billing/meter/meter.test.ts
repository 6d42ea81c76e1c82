import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import type { StripeStandIn } from '../../../../ops/stand-ins/stripe/server.ts'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { transcribeMeeting } from '../../transcription/index.ts'
import { deepgramConfig, recordedMeeting } from '../../transcription/test/recordings.ts'
import { fillLedger } from '../../usage/index.ts'
import { countQueuedJobs } from '../test/count-queued-jobs.ts'
import { dayAgo, type Metered, openMetered, startMeteredStripe, testKey } from '../test/metered.ts'

setDefaultTimeout(60_000)

let stripe: StripeStandIn
let speech: SpeechStandIn
let installation: TestInstallation
beforeAll(async () => {
  speech = startSpeechStandIn()
  stripe = await startMeteredStripe()
  installation = await openInstallation({
    worker: false,
    stripe: { secretKey: testKey, webhookSecret: null, apiBase: stripe.url },
  })
})
afterAll(async () => {
  await installation.close()
  await stripe.stop()
  await speech.stop()
})
beforeEach(() => {
  stripe.world.faults.length = 0
  speech.say([{ speaker: 0, text: 'We have decided to start the pilot.' }])
})

async function transcribe({ client, tenantId }: Metered, isOwn = false): Promise<string> {
  const id = await recordedMeeting(installation, client)
  const opened = await openSpeech(deepgramConfig(speech))
  const deps = {
    ...installation.services,
    speech: opened,
    speechLanguage: 'meeting' as const,
    ownSpeech: async () => (isOwn ? opened : null),
  }
  const ctx: JobCtx = {
    ...systemCtx(tenantId, 'test', newId()),
    jobId: newId(),
    held: {},
    queuedAt: new Date(),
    attempt: 1,
    isFinalAttempt: false,
    signal: new AbortController().signal,
    log: createLog('silent'),
  }
  expect(await transcribeMeeting.handle(deps, ctx, { meetingId: id })).toBe('1 segments')
  return id
}

const asked = ({ tenantId }: Metered) => countQueuedJobs(installation, tenantId, 'billing.report')

const failNext = (kind: (typeof stripe.world.faults)[number]['kind'], left: number): void =>
  void stripe.world.faults.push({
    path: '/v1/billing/meter_events',
    method: 'POST',
    kind,
    left,
    retryAfterSeconds: 7,
  })

test('a transcription paid by the minute is reported once, with all of its seconds', async () => {
  const metered = await openMetered(installation, stripe, 'reported')
  const { tenantId, report, reports, held } = metered
  const meetingId = await transcribe(metered)
  const [event] = await installation.admin<{ id: string; seconds: number }[]>`
    select id, seconds from usage_events where meeting_id = ${meetingId} and kind = 'transcription'`
  const { id = '', seconds = 0 } = event ?? {}
  expect(seconds).toBeGreaterThan(0)
  expect(await reports()).toEqual([
    { id, seconds, state: 'queued', source: 'ledger', refusal: null },
  ])
  expect(await asked(metered)).toBe(1)
  expect(await report()).toBe('1 sent')
  expect(await report()).toBe('0 sent')
  expect(held()).toEqual({ [dayAgo(0)]: seconds })
  expect(stripe.world.readings.at(-1)?.identifier).toBe(id)
  expect((await reports()).map(({ state }) => state)).toEqual(['sent'])
  // Refilling the ledger reports nothing again.
  await installation.admin`delete from usage_fills where tenant_id = ${tenantId}`
  await installation.admin`delete from usage_pending where tenant_id = ${tenantId}`
  await installation.admin`delete from usage_events where tenant_id = ${tenantId}`
  expect(await fillLedger(installation.services.db, tenantId)).toBeGreaterThan(0)
  expect(await reports()).toHaveLength(1)
})

test('unmetered usage is not reported', async () => {
  const metered = await openMetered(installation, stripe, 'unmetered')
  const { tenantId, reports } = metered
  await transcribe(metered, true)
  await installation.admin`
    update subscriptions set metered_from = now() + interval '1 hour' where tenant_id = ${tenantId}`
  await transcribe(metered)
  await installation.admin`update subscriptions set metered_from = null where tenant_id = ${tenantId}`
  await transcribe(metered)
  expect(await reports()).toEqual([])
  expect(await asked(metered)).toBe(0)
})

test('a report that arrived before the worker died counts once', async () => {
  const { use, report, reports, held } = await openMetered(installation, stripe, 'killed')
  await use(61)
  expect(await report()).toBe('1 sent')
  await installation.admin`
    update meter_reports set state = 'queued', sent_at = null where id = ${(await reports())[0]?.id ?? ''}`
  expect(await report()).toBe('1 sent')
  expect(held()).toEqual({ [dayAgo(0)]: 61 })
})

test('usage too old for the meter is rejected with a reason, and other reports continue', async () => {
  const { use, report, reports, held } = await openMetered(installation, stripe, 'aged')
  await use(50, { daysAgo: 36 })
  await use(70, { daysAgo: 33 })
  expect(await report()).toBe('1 sent, 1 refused')
  expect((await reports()).map(({ state, refusal }) => ({ state, refusal }))).toEqual([
    { state: 'refused', refusal: 'too_old' },
    { state: 'sent', refusal: null },
  ])
  expect(held()).toEqual({ [dayAgo(33)]: 70 })
})

test('a report is not repeated once the meter may have forgotten its id', async () => {
  const { use, report, reports, held } = await openMetered(installation, stripe, 'unsure')
  const id = await use(40)
  await installation.admin`
    update meter_reports set first_tried_at = now() - interval '24 hours' where id = ${id}`
  await use(60)
  expect(await report()).toBe('1 sent, 1 refused')
  expect((await reports()).find((one) => one.id === id)?.refusal).toBe('unsure')
  expect(held()).toEqual({ [dayAgo(0)]: 60 })
})

test('a busy provider is retried after the delay it asks for, without delaying other tenants', async () => {
  const busy = await openMetered(installation, stripe, 'busy')
  const other = await openMetered(installation, stripe, 'other')
  await busy.use(30)
  await busy.use(31)
  await other.use(32)
  failNext('429', 1)
  expect(await busy.report()).toMatchObject({ name: 'PaymentsUnavailable', retryAfterMs: 7_000 })
  expect(await other.report()).toBe('1 sent')
  expect(busy.held()).toEqual({})
  expect(await busy.report()).toBe('2 sent')
  expect(busy.held()).toEqual({ [dayAgo(0)]: 61 })
})

test('provider faults neither lose nor double any usage', async () => {
  const { use, report, reports, held } = await openMetered(installation, stripe, 'faults')
  await use(30)
  await use(31)
  failNext('500', 9)
  expect(await report()).toMatchObject({ name: 'PaymentsUnavailable' })
  stripe.world.faults.length = 0
  failNext('reset', 9)
  expect(await report()).toMatchObject({ name: 'PaymentsUnavailable' })
  expect((await reports()).map(({ state }) => state)).toEqual(['queued', 'queued'])
  stripe.world.faults.length = 0
  failNext('timeout_after_effect', 1)
  await report()
  expect(held()).toEqual({ [dayAgo(0)]: 30 })
  expect(await report()).toMatch(/sent$/)
  expect(held()).toEqual({ [dayAgo(0)]: 61 })
  expect((await reports()).map(({ state }) => state)).toEqual(['sent', 'sent'])
})
