import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { withTenant } from '../../../db/tenant.ts'
import { type SpeechStandIn, startSpeechStandIn } from '../../../ops/stand-ins/deepgram/index.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { type Client, openTenant, reviewMeeting, untilStatus } from '../../http/test/meetings.ts'
import { deepgramConfig, recordedMeeting, tenantIdOf } from '../transcription/test/recordings.ts'
import { openModel } from '../../main/model.ts'
import { startWorker } from '../../main/worker.ts'
import type { ModelPrices } from '../../platform/settings/price-config.ts'
import type { Usage } from './contract.ts'
import { addDays, dayOf } from './days.ts'
import { fillLedger } from './fill-ledger.ts'
import { rebuildSums, updateSums } from './update-sums.ts'

setDefaultTimeout(60_000)

let speech: SpeechStandIn
let model: OpenaiStandIn
let installation: TestInstallation
let client: Client
let tenantId: string
beforeAll(async () => {
  speech = startSpeechStandIn()
  model = startOpenaiStandIn({ apiKey: 'sk-canary-key' })
  installation = await openInstallation({
    speech: deepgramConfig(speech),
    llm: {
      provider: 'openai',
      apiKey: 'sk-canary-key',
      baseUrl: model.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
})
afterAll(async () => {
  await installation.close()
  await speech.stop()
  await model.stop()
})
let count = 0
beforeEach(async () => {
  speech.say([
    { speaker: 0, text: 'Good morning everybody, I am Anna Kern and I lead the project.' },
    { speaker: 1, text: 'We have decided to start the pilot on the first of December.' },
    { speaker: 0, text: 'I will send the contract to the supplier by Friday.' },
  ])
  const slug = `used${++count}`
  client = await openTenant(installation, slug)
  tenantId = await tenantIdOf(installation, slug)
})

interface LedgerRow {
  id: string
  source_key: string
  kind: string
  meeting_id: string
  client_id: string | null
  scenario_id: string
  scenario_version: string
  provider: string
  seconds: number | null
  input_tokens: number | null
  output_tokens: number | null
  cost_micro_usd: string | null
}

const ledger = (): Promise<LedgerRow[]> =>
  installation.admin<LedgerRow[]>`
    select * from usage_events where tenant_id = ${tenantId} and kind <> 'requests' order by source_key`

const usage = (query = ''): Promise<Usage> => client.get<Usage>(`/usage?${query}`)

/** The expected rows of a transcription and an analysis, derived from their results. */
async function implied(meetingId: string) {
  const [row] = await installation.admin<
    { seconds: number; calls: number; input: number; output: number; cost: number }[]
  >`
    select (select sum(ceil(duration_ms / 1000.0))::int from transcripts
        where meeting_id = ${meetingId} and source = 'speech') as seconds,
      count(*)::int as calls, sum(input_tokens)::int as input, sum(output_tokens)::int as output,
      sum(cost_micro_usd)::int as cost
    from interactions where meeting_id = ${meetingId}`
  if (!row) throw new Error('no calls')
  return row
}

test('a transcription and each model call are one row each, with user and subject', async () => {
  const answer = await client.post('/clients', { name: 'Umbra' })
  const { id: clientId } = (await answer.json()) as { id: string }
  const id = await recordedMeeting(installation, client, { clientId })
  await untilStatus(client, id, 'in_review')
  const wanted = await implied(id)
  const rows = await ledger()
  const calls = rows.filter(({ kind }) => kind === 'model')
  const [spoken, ...others] = rows.filter(({ kind }) => kind === 'transcription')
  expect(others).toEqual([])
  expect(calls.length).toBe(wanted.calls)
  expect(wanted.seconds).toBeGreaterThan(0)
  expect(spoken).toMatchObject({
    seconds: wanted.seconds,
    provider: 'deepgram:nova-3',
    meeting_id: id,
    client_id: clientId,
    scenario_id: 'general-minutes',
  })
  expect(calls[0]).toMatchObject({
    provider: 'openai:gpt-5-mini',
    meeting_id: id,
    client_id: clientId,
    scenario_id: 'general-minutes',
  })
  const { data, totals } = await usage()
  expect(data).toHaveLength(1)
  expect(totals).toMatchObject({
    transcribedSeconds: wanted.seconds,
    modelCalls: wanted.calls,
    inputTokens: wanted.input,
    outputTokens: wanted.output,
    costMicroUsd: wanted.cost,
    ownCostMicroUsd: 0,
    unpricedCalls: 0,
  })
  expect(wanted.cost).toBeGreaterThan(0)
})

test('keeps the rows of a deleted meeting', async () => {
  const { id } = await reviewMeeting(client)
  const before = await ledger()
  expect(before.length).toBeGreaterThan(0)
  await client.send(`/meetings/${id}`, { method: 'DELETE' })
  await eventually(
    async () =>
      (await installation.admin`select 1 from interactions where meeting_id = ${id}`).length === 0,
  )
  expect(await ledger()).toEqual(before)
})

test('fills in earlier work once, under the same keys', async () => {
  const id = await recordedMeeting(installation, client)
  await untilStatus(client, id, 'in_review')
  const written = await ledger()
  await installation.admin`delete from usage_events where tenant_id = ${tenantId}`
  await installation.admin`delete from usage_pending where tenant_id = ${tenantId}`
  await installation.admin`delete from usage_fills where tenant_id = ${tenantId}`
  const { db } = installation.services
  expect(await fillLedger(db, tenantId)).toBe(written.length)
  expect(await ledger()).toEqual(written)
  expect(await fillLedger(db, tenantId)).toBe(0)
  await installation.admin`delete from usage_fills where tenant_id = ${tenantId}`
  expect(await fillLedger(db, tenantId)).toBe(0)
})

test('figures are the same before and after summing, by every breakdown', async () => {
  const id = await recordedMeeting(installation, client)
  await untilStatus(client, id, 'in_review')
  const breakdowns = ['day', 'person', 'client', 'scenario', 'model', 'kind']
  const read = async () => {
    const all = []
    for (const by of breakdowns) all.push((await usage(`by=${by}`)).data)
    return all
  }
  const before = await read()
  const { db } = installation.services
  await Promise.all([updateSums(db, tenantId), updateSums(db, tenantId), updateSums(db, tenantId)])
  const [left] = await installation.admin<{ count: number }[]>`
    select count(*)::int as count from usage_pending where tenant_id = ${tenantId}`
  expect(left?.count).toBe(0)
  expect(await read()).toEqual(before)
  const [, byPerson, byClient, byScenario, byModel, byKind] = before
  expect(byPerson?.map(({ name }) => name)).toEqual(['owner'])
  expect(byClient?.map(({ key }) => key)).toEqual([null])
  expect(byScenario?.map(({ key }) => key)).toEqual(['general-minutes'])
  expect(new Set(byModel?.map(({ key }) => key))).toEqual(
    new Set(['deepgram:nova-3', 'openai:gpt-5-mini']),
  )
  expect(new Set(byKind?.map(({ key }) => key))).toEqual(new Set(['model', 'transcription']))
})

/** Ledger rows as after some months of use. */
async function addHistory(): Promise<void> {
  await installation.admin`
    insert into usage_events (tenant_id, id, source_key, kind, at, user_id, client_id, scenario_id, provider,
      seconds, input_tokens, cached_input_tokens, output_tokens, cost_micro_usd)
    select ${tenantId}, gen_random_uuid(), 'model:' || n, 'model', '2026-07-31T22:00:00Z'::timestamptz + n * interval '7 hours',
      gen_random_uuid(), case when n % 3 = 0 then gen_random_uuid() end, 's' || n % 4, 'openai:m' || n % 2, null, n, n / 2,
      n * 2, case when n % 5 > 0 then n * 3 end
    from generate_series(0, 300) as n`
  await installation.admin`
    insert into usage_pending (tenant_id, event_id)
    select tenant_id, id from usage_events where tenant_id = ${tenantId}`
}

const sums = () => installation.admin`
  select * from usage_sums where tenant_id = ${tenantId} order by dimension, grain, day, value, kind, is_own_key`

test('rebuilt sums, of one month or all, are unchanged', async () => {
  await addHistory()
  const { db } = installation.services
  await updateSums(db, tenantId)
  const kept = await sums()
  expect(kept.length).toBeGreaterThan(300)
  const months = await rebuildSums(db, tenantId)
  expect(months.map(({ month }) => month)).toEqual(['2026-07', '2026-08', '2026-09', '2026-10'])
  expect(months.reduce((sum, { events }) => sum + events, 0)).toBe(301)
  expect(await sums()).toEqual(kept)
  await installation.admin`
    update usage_sums set seconds = seconds + 7, events = 0 where tenant_id = ${tenantId} and day < '2026-09-01'`
  await installation.admin`
    insert into usage_sums (tenant_id, dimension, grain, day, value, kind, is_own_key)
    values (${tenantId}, 'all', 'day', '2026-08-05', 'nobody', 'requests', false)`
  expect(await sums()).not.toEqual(kept)
  await rebuildSums(db, tenantId, '2026-07')
  await rebuildSums(db, tenantId, '2026-08')
  expect(await sums()).toEqual(kept)
})

test('sums of any days equal the ledger rows', async () => {
  await addHistory()
  const { db } = installation.services
  await updateSums(db, tenantId)
  const ranges = [
    ['2026-07-31', '2026-10-31'],
    ['2026-08-01', '2026-08-31'],
    ['2026-08-02', '2026-10-01'],
    ['2026-08-20', '2026-09-10'],
    ['2026-09-07', '2026-09-07'],
    ['2026-07-01', '2026-11-30'],
  ] as const
  for (const [from, to] of ranges) {
    const [wanted] = await installation.admin<{ input: number; cost: number; unpriced: number }[]>`
      select sum(input_tokens)::int as input, sum(cost_micro_usd)::int as cost,
        count(*) filter (where cost_micro_usd is null)::int as unpriced
      from usage_events where tenant_id = ${tenantId} and (at at time zone 'UTC')::date between ${from} and ${to}`
    for (const by of ['day', 'scenario', 'client', 'model'] as const) {
      const { data } = await usage(`from=${from}&to=${to}&by=${by}`)
      const found = data.reduce(
        ({ input, cost, unpriced }, row) => ({
          input: input + row.inputTokens,
          cost: cost + row.costMicroUsd,
          unpriced: unpriced + row.unpricedCalls,
        }),
        { input: 0, cost: 0, unpriced: 0 },
      )
      expect({ from, to, by, ...found }).toEqual({ from, to, by, ...wanted } as never)
    }
  }
})

test('sums rebuilt while rows are inserted count each row once', async () => {
  await addHistory()
  const { db } = installation.services
  await Promise.all([
    updateSums(db, tenantId),
    rebuildSums(db, tenantId),
    reviewMeeting(client),
    rebuildSums(db, tenantId),
    updateSums(db, tenantId),
  ])
  await updateSums(db, tenantId)
  const kept = await sums()
  await rebuildSums(db, tenantId)
  expect(await sums()).toEqual(kept)
  const [counted] = await installation.admin<{ summed: number; written: number }[]>`
    select (select sum(events)::int from usage_sums where tenant_id = ${tenantId} and dimension = 'all' and grain = 'day') as summed,
      (select count(*)::int from usage_events where tenant_id = ${tenantId}) as written`
  expect(counted?.summed).toBe(counted?.written)
})

test('a correction is a separate row on its own day; the server’s role cannot change rows', async () => {
  await addHistory()
  const [wrong] = await ledger()
  const { db } = installation.services
  const change = (statement: string) =>
    withTenant(db, { tenantId }, (tx) => tx.sql.unsafe(statement))
  await expect(change(`update usage_events set input_tokens = 0`)).rejects.toMatchObject({
    code: '42501',
  })
  await expect(change(`delete from usage_events`)).rejects.toMatchObject({ code: '42501' })
  const add = (sourceKey: string, corrects: string | null) =>
    change(`
      with added as (
        insert into usage_events (tenant_id, id, source_key, kind, at, provider, input_tokens, cost_micro_usd, corrects)
        values ('${tenantId}', gen_random_uuid(), '${sourceKey}', 'model', '2026-11-02T10:00:00Z', 'openai:m0', -5, -9,
          ${corrects ? `'${corrects}'` : 'null'})
        returning id)
      insert into usage_pending (tenant_id, event_id) select '${tenantId}', id from added`)
  await expect(add('correction:none', null)).rejects.toMatchObject({ code: '23514' })
  await updateSums(db, tenantId)
  const read = async () => {
    const { data, totals } = await usage('from=2026-07-31&to=2026-10-31')
    return { data, totals }
  }
  const before = await read()
  await add('correction:1', wrong?.id ?? '')
  await updateSums(db, tenantId)
  expect(await read()).toEqual(before)
  expect((await usage('from=2026-11-01&to=2026-11-05')).totals).toMatchObject({
    modelCalls: 0,
    inputTokens: -5,
    costMicroUsd: -9,
    unpricedCalls: 0,
  })
})

const priced = (input: number): ModelPrices => ({
  'gpt-5-mini': { input, cachedInput: input, output: 0 },
})

test('a price change leaves past days as they are', async () => {
  const { services } = installation
  await installation.stopWorker()
  const llm = { provider: 'openai', apiKey: 'sk-canary-key', baseUrl: model.url } as const
  const reviewAt = async (prices: ModelPrices): Promise<number> => {
    const priced = openModel({ ...llm, model: 'gpt-5-mini', contextTokens: null }, services.log, {
      prices,
    })
    const worker = startWorker({ ...services, model: priced }, { concurrency: 1 })
    try {
      const { id } = await reviewMeeting(client)
      return (await implied(id)).input
    } finally {
      await worker.stop(2_000)
      priced?.close?.()
    }
  }
  const yesterday = addDays(dayOf(new Date()), -1)
  const dayBefore = async () => (await usage(`from=${yesterday}&to=${yesterday}`)).totals
  const tokens = await reviewAt(priced(1_000_000))
  await installation.admin`
    update usage_events set at = at - interval '1 day' where tenant_id = ${tenantId} and kind = 'model'`
  await rebuildSums(services.db, tenantId)
  const closed = await dayBefore()
  expect(closed).toMatchObject({ inputTokens: tokens, costMicroUsd: tokens })
  const later = await reviewAt(priced(5_000_000))
  await rebuildSums(services.db, tenantId)
  await fillLedger(services.db, tenantId)
  expect(await dayBefore()).toEqual(closed)
  const today = dayOf(new Date())
  expect((await usage(`from=${today}&to=${today}`)).totals.costMicroUsd).toBe(later * 5)
})
