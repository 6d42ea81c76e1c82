import {
  afterAll,
  beforeAll,
  beforeEach,
  describe,
  expect,
  setDefaultTimeout,
  test,
} from 'bun:test'
import { type SpeechStandIn, startSpeechStandIn } from '../../../ops/stand-ins/deepgram/index.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../ops/stand-ins/openai/server.ts'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { changeLimits } from '../../../tenants/limits/change-limits.ts'
import { addMember } from '../../http/test/members.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  openTenant,
  problemOf,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import type { InteractionPage, RunList } from '../analysis/contract.ts'
import { createOwn, untilTried } from '../scenarios/test/own-scenarios.ts'
import { recordedMeeting, tenantIdOf } from '../transcription/test/recordings.ts'
import type { ProviderList, ProviderTest, ProviderView } from './contract.ts'

setDefaultTimeout(120_000)

const canary = 'sk-canary-3f9a7c51d2e84b06'
const russian = { 'accept-language': 'ru' }

let operators: OpenaiStandIn
let own: OpenaiStandIn
let ownSpeech: SpeechStandIn
let installation: TestInstallation
const logLines: string[] = []

beforeAll(async () => {
  operators = startOpenaiStandIn()
  own = startOpenaiStandIn({ apiKey: canary })
  ownSpeech = startSpeechStandIn({ key: `dg-${canary}` })
  installation = await openInstallation({
    logLines,
    outboundAllow: '127.0.0.1',
    llm: {
      provider: 'openai',
      apiKey: 'of-the-operator',
      baseUrl: operators.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
})
afterAll(async () => {
  await installation.close()
  await Promise.all([operators.stop(), own.stop(), ownSpeech.stop()])
})
beforeEach(() => {
  operators.requests.length = 0
  own.requests.length = 0
  own.always('answer')
})

const put = (client: Client, kind: string, json: object, headers = {}) =>
  client.send(`/settings/providers/${kind}`, { method: 'PUT', json, headers })
const remove = (client: Client, kind: string) =>
  client.send(`/settings/providers/${kind}`, { method: 'DELETE' })
const read = (client: Client, kind: string) =>
  client.get<ProviderView>(`/settings/providers/${kind}`)
const runTest = async (client: Client, kind: string, json?: object, headers = {}) =>
  (await (
    await client.post(`/settings/providers/${kind}/test`, json, headers)
  ).json()) as ProviderTest
const ownModel = () => ({ baseUrl: own.url, model: 'own-model', key: canary })

const useOwnModel = async (client: Client, change: object = {}) => {
  const response = await put(client, 'model', { ...ownModel(), ...change })
  expect(response.status).toBe(200)
  return (await response.json()) as ProviderView
}

const callsOf = async (client: Client, meetingId: string) =>
  (await client.get<InteractionPage>(`/meetings/${meetingId}/interactions`)).data

describe('an organisation’s own language model', () => {
  test('is used by that organisation alone from the next job until it is removed, without a restart', async () => {
    const client = await openTenant(installation, 'own')
    const other = await openTenant(installation, 'other')
    await reviewMeeting(client)
    expect([operators.requests.length > 0, own.requests.length]).toEqual([true, 0])
    operators.requests.length = 0

    await useOwnModel(client)
    const meeting = await reviewMeeting(client)
    expect(operators.requests).toHaveLength(0)
    expect(own.requests.map(({ model }) => model)).toContain('own-model')
    expect(first(own.requests).authorization).toBe(`Bearer ${canary}`)
    const [run] = (await client.get<RunList>(`/meetings/${meeting.id}/runs`)).data
    expect(run?.provider).toBe('openai:own-model')
    expect(await callsOf(client, meeting.id)).toContainEqual(
      expect.objectContaining({ provider: 'openai:own-model', isOwnKey: true, hasBody: true }),
    )
    own.requests.length = 0
    const others = await reviewMeeting(other)
    expect([operators.requests.length > 0, own.requests.length]).toEqual([true, 0])
    expect((await callsOf(other, others.id)).every(({ isOwnKey }) => !isOwnKey)).toBe(true)

    operators.requests.length = 0
    expect((await remove(client, 'model')).status).toBe(204)
    expect((await read(client, 'model')).uses).toBe('operator')
    await reviewMeeting(client)
    expect([operators.requests.length > 0, own.requests.length]).toEqual([true, 0])
    expect(await refusalOf(await remove(client, 'model'))).toBe('404 not_found')
  })

  test('is used by runs that people start, and its price is shown to them', async () => {
    const client = await openTenant(installation, 'started')
    const { id } = await reviewMeeting(client)
    await createOwn(client, { id: 'tried', from: { id: 'general-minutes', version: '1.0.0' } })
    await useOwnModel(client)
    operators.requests.length = 0
    const body = { meetingId: id, confirmCost: false }
    const unconfirmed = await problemOf(await client.post('/scenarios/tried/dry-run', body))
    expect(unconfirmed.code).toBe('cost_unconfirmed')
    expect(unconfirmed.detail).toContain('openai:own-model')
    const started = await client.post('/scenarios/tried/dry-run', { ...body, confirmCost: true })
    const trial = await untilTried(client, 'tried', ((await started.json()) as { id: string }).id)
    expect(trial.dryRun?.provider).toBe('openai:own-model')
    expect(await (await client.post(`/meetings/${id}/runs`, {})).json()).toMatchObject({
      provider: 'openai:own-model',
    })
    expect(own.requests.length).toBeGreaterThan(0)
    expect(operators.requests).toHaveLength(0)
  })

  test('set again after removal works with the new key', async () => {
    const client = await openTenant(installation, 'again')
    await useOwnModel(client, { key: 'sk-wrong-wrong-wrong' })
    const failing = await createMeeting(client)
    await uploadTranscript(client, failing.id)
    await untilStatus(client, failing.id, 'failed')
    await remove(client, 'model')
    await useOwnModel(client)
    await reviewMeeting(client)
    expect(own.requests.at(-1)?.authorization).toBe(`Bearer ${canary}`)
  })

  test('that rejects a request fails the meeting with a reason that links to the organisation’s settings', async () => {
    const client = await openTenant(installation, 'refused')
    await useOwnModel(client, { key: 'sk-not-the-right-one' })
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    const meeting = await untilStatus(client, id, 'failed')
    expect(meeting).toMatchObject({ stage: 'analyse', reason: 'own_model_bad_credentials' })
    await useOwnModel(client)
    await client.post(`/meetings/${id}/retry`)
    await untilStatus(client, id, 'in_review')
  })

  test('whose key cannot be decrypted fails the same way without sending a request', async () => {
    const client = await openTenant(installation, 'broken')
    await useOwnModel(client)
    await installation.admin`
      update own_providers set sealed = 'AAAA' where tenant_id = ${await tenantIdOf(installation, 'broken')}`
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    const meeting = await untilStatus(client, id, 'failed')
    expect(meeting.reason).toBe('own_model_bad_credentials')
    expect([own.requests.length, operators.requests.length]).toEqual([0, 0])
    expect(await refusalOf(await client.post('/settings/providers/model/test'))).toBe(
      '409 wrong_state',
    )
  })

  test('does not count towards the operator’s spending limit and works after it is used up', async () => {
    const client = await openTenant(installation, 'paying')
    const tenantId = await tenantIdOf(installation, 'paying')
    const { db } = installation.services
    const spent = async () =>
      (await changeLimits(db, tenantId, null, { set: [], unset: [] })).find(
        ({ name }) => name === 'modelCentsPerMonth',
      )?.used ?? 0
    await reviewMeeting(client)
    await changeLimits(db, tenantId, null, { set: ['modelCentsPerMonth=0'], unset: [] })
    const before = await spent()
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    expect(await untilStatus(client, id, 'waiting')).toMatchObject({
      reason: 'spending_limit_reached',
    })
    // A priced model, so that there is a cost to count.
    await useOwnModel(client, { model: 'gpt-5-mini' })
    const meeting = await reviewMeeting(client)
    const calls = await callsOf(client, meeting.id)
    expect(calls.every(({ isOwnKey }) => isOwnKey)).toBe(true)
    expect(calls.reduce((sum, { costMicroUsd }) => sum + (costMicroUsd ?? 0), 0)).toBeGreaterThan(0)
    expect(await spent()).toBe(before)
    // Work that waited for money resumes by itself.
    await untilStatus(client, id, 'in_review')
  })
})

describe('an organisation’s own speech provider', () => {
  test('transcribes waiting recordings; a rejected key links to the organisation’s settings', async () => {
    const client = await openTenant(installation, 'heard')
    const id = await recordedMeeting(installation, client)
    expect(await untilStatus(client, id, 'waiting')).toMatchObject({ reason: 'no_speech_provider' })
    expect((await read(client, 'speech')).uses).toBe('none')
    const body = { baseUrl: ownSpeech.url, key: ownSpeech.key }
    expect((await put(client, 'speech', body)).status).toBe(200)
    await untilStatus(client, id, 'in_review')
    expect(ownSpeech.calls).toHaveLength(1)

    await put(client, 'speech', { ...body, key: 'not-the-right-key-at-all' })
    const refused = await recordedMeeting(installation, client)
    expect(await untilStatus(client, refused, 'failed')).toMatchObject({
      stage: 'transcribe',
      reason: 'own_bad_credentials',
    })
    await remove(client, 'speech')
    await client.post(`/meetings/${refused}/retry`)
    expect(await untilStatus(client, refused, 'waiting')).toMatchObject({
      reason: 'no_speech_provider',
    })
  })
})

describe('a test', () => {
  test('reports the request and the outcome in both languages, at the cost of one word', async () => {
    const client = await openTenant(installation, 'tested')
    await useOwnModel(client)
    const model = await runTest(client, 'model')
    expect(model).toMatchObject({
      outcome: 'ok',
      tried: `POST ${own.url}/chat/completions`,
      status: 200,
      model: 'own-model',
      serverMessage: null,
    })
    expect(model.latencyMs).toBeGreaterThanOrEqual(0)
    expect(own.requests).toHaveLength(1)
    expect(JSON.stringify(first(own.requests).messages).length).toBeLessThan(100)
    expect((await read(client, 'model')).own?.test).toEqual(model)
    expect((await runTest(client, 'model', undefined, russian)).detail).toMatch(/^Сервер ответил/)

    await put(client, 'speech', { baseUrl: ownSpeech.url, key: ownSpeech.key })
    expect(await runTest(client, 'speech')).toMatchObject({
      outcome: 'ok',
      tried: `GET ${ownSpeech.url}/v1/projects`,
      status: 200,
    })
  })

  test('names the fault, with the server’s message but without the key', async () => {
    const client = await openTenant(installation, 'wrong')
    await useOwnModel(client)
    const bad = await runTest(client, 'model', { ...ownModel(), key: 'sk-0123456789abcdef' })
    expect(bad).toMatchObject({ outcome: 'bad_credentials', status: 401 })
    expect(bad.serverMessage).toBeString()
    // Unsaved settings leave no trace.
    expect((await read(client, 'model')).own?.test).toBeNull()
    const said = {
      message: `The model own-model does not exist, ${canary}`,
      code: 'model_not_found',
    }
    own.next({ reply: { status: 404, body: { error: said } } })
    const unknown = await runTest(client, 'model')
    expect(unknown).toMatchObject({ outcome: 'unknown_model', status: 404 })
    expect(unknown.serverMessage).not.toContain(canary)
    const elsewhere = { ...ownModel(), baseUrl: own.url.replace('/v1', '/api') }
    expect(await runTest(client, 'model', elsewhere)).toMatchObject({ outcome: 'unknown_address' })
    own.next('no_quota')
    expect((await runTest(client, 'model')).outcome).toBe('no_credit')
    const closed = { ...ownModel(), baseUrl: 'http://127.0.0.1:61999/v1' }
    expect(await runTest(client, 'model', closed)).toMatchObject({
      outcome: 'unreachable',
      status: null,
    })
    const speech = { baseUrl: ownSpeech.url, key: 'dg-wrong-wrong-wrong' }
    expect(await runTest(client, 'speech', speech)).toMatchObject({
      outcome: 'bad_credentials',
      status: 401,
    })
  })

  test('is rate-limited', async () => {
    const client = await openTenant(installation, 'often')
    await useOwnModel(client)
    for (let at = 0; at < 10; at++) expect((await runTest(client, 'model')).outcome).toBe('ok')
    const refused = await client.post('/settings/providers/model/test', undefined, russian)
    expect(refused.headers.get('retry-after')).toBeString()
    const { code, detail } = await problemOf(refused)
    expect(code).toBe('too_many_requests')
    expect(detail).toStartWith('Слишком много проверок')
  })
})

describe('entered settings', () => {
  test('require a public address, with a reason in both languages at the field', async () => {
    const client = await openTenant(installation, 'inside')
    const faultOf = async (json: object, headers = {}) => {
      const { code, detail, errors } = await problemOf(await put(client, 'model', json, headers))
      return [code, errors[0]?.pointer, errors[0]?.reason, detail.slice(0, 12)]
    }
    const addresses: [string, string][] = [
      ['https://169.254.169.254/v1', 'outbound_inside'],
      ['https://[::ffff:10.0.0.1]/v1', 'outbound_inside'],
      ['https://10.0.0.1/v1', 'outbound_inside'],
      ['http://127.0.0.1:6379', 'outbound_port'],
      ['https://2130706433/v1', 'outbound_odd_spelling'],
      ['http://8.8.8.8/v1', 'outbound_not_secure'],
      ['https://user:pass@8.8.8.8/v1', 'outbound_credentials'],
      ['models', 'outbound_malformed'],
    ]
    for (const [baseUrl, reason] of addresses) {
      const [code, pointer, found] = await faultOf({ ...ownModel(), baseUrl })
      expect([baseUrl, code, pointer, found]).toEqual([
        baseUrl,
        'invalid_request',
        '/baseUrl',
        reason,
      ])
    }
    const [, , , inRussian] = await faultOf({ ...ownModel(), baseUrl: 'https://10.0.0.1' }, russian)
    expect(inRussian).toBe('Этот адрес в')
    expect(await faultOf({ baseUrl: own.url, model: 'x' })).toContain('provider_key')
    expect(await faultOf({ model: 'x', key: null })).toContain('provider_key')
    expect(await faultOf({ model: ' ', key: canary })).toContain('provider_model')
    expect(await faultOf({ model: 'x', key: 'ключ' })).toContain('provider_key_plain')
    expect((await read(client, 'model')).own).toBeNull()
  })

  test('a key is kept only for the address it was entered for', async () => {
    const client = await openTenant(installation, 'keeps')
    await useOwnModel(client)
    const changed = await useOwnModel(client, { key: undefined, model: 'another' })
    expect(changed.own).toMatchObject({ model: 'another', keyEnd: canary.slice(-4), hasKey: true })
    expect((await runTest(client, 'model')).outcome).toBe('ok')
    const thief = startOpenaiStandIn()
    try {
      const body = { baseUrl: thief.url, model: 'another' }
      for (const response of [
        await put(client, 'model', body),
        await client.post('/settings/providers/model/test', body),
      ]) {
        expect((await problemOf(response)).errors).toMatchObject([
          { pointer: '/key', reason: 'provider_key_again' },
        ])
      }
      expect(thief.requests).toHaveLength(0)
    } finally {
      await thief.stop()
    }
    const keyless = await useOwnModel(client, { key: null })
    expect(keyless.own).toMatchObject({ hasKey: false, keyEnd: null })
  })

  test('are for owners and administrators, after a step-up', async () => {
    const owner = await openTenant(installation, 'roles')
    const admin = await addMember(installation, 'roles', 'admin', 'Ada')
    const author = await addMember(installation, 'roles', 'author', 'Ann')
    expect((await put(admin, 'model', ownModel())).status).toBe(200)
    expect((await read(owner, 'model')).own?.setBy?.name).toBe('Ada')
    for (const response of [
      await author.send('/settings/providers'),
      await put(author, 'model', ownModel()),
      await remove(author, 'model'),
      await author.post('/settings/providers/model/test'),
    ]) {
      expect(await refusalOf(response)).toBe('403 forbidden')
    }
    await installation.admin`update sessions set proved_at = now() - interval '20 minutes'
      where tenant_id = ${await tenantIdOf(installation, 'roles')}`
    await installation.services.redis.commands.flushdb()
    expect(await refusalOf(await put(owner, 'model', ownModel()))).toBe('403 step_up_needed')
    expect(await refusalOf(await remove(owner, 'model'))).toBe('403 step_up_needed')
    expect((await runTest(owner, 'model')).outcome).toBe('ok')
    const both = await owner.get<ProviderList>('/settings/providers')
    expect(both).toMatchObject({ nextCursor: null, hasMore: false })
  })
})

test('a redirect by the server is not followed', async () => {
  const away = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: () => Response.redirect(`${operators.url}/chat/completions`, 307),
  })
  try {
    const client = await openTenant(installation, 'redirected')
    await useOwnModel(client, { baseUrl: `http://127.0.0.1:${away.port}/v1` })
    const { id } = await createMeeting(client)
    await uploadTranscript(client, id)
    expect((await untilStatus(client, id, 'failed')).reason).toBe('own_model_address_refused')
    expect(operators.requests).toHaveLength(0)
    expect(await runTest(client, 'model', undefined, russian)).toMatchObject({
      outcome: 'address_refused',
      detail: expect.stringMatching(/^Сервер перенаправляет/),
    })
  } finally {
    await away.stop(true)
  }
})

test('the key appears in no answer, log line, audit row or stored answer, and only encrypted in the database', async () => {
  const client = await openTenant(installation, 'canary')
  const headers = { 'idempotency-key': 'set-once' }
  const answers = [
    await (await put(client, 'model', ownModel(), headers)).text(),
    await (await put(client, 'model', ownModel(), headers)).text(),
    JSON.stringify(await runTest(client, 'model')),
    JSON.stringify(await client.get<ProviderList>('/settings/providers')),
    JSON.stringify(await client.get('/audit')),
  ]
  own.next({ reply: { status: 500, body: { error: { message: `broken by ${canary}` } } } })
  await reviewMeeting(client)
  const { admin } = installation
  const tables = await admin<{ name: string }[]>`
    select table_name as name from information_schema.columns
    where table_schema = 'public' and column_name = 'tenant_id'`
  const stored: string[] = []
  for (const { name } of tables) {
    stored.push(JSON.stringify(await admin`select * from ${admin(name)}`))
  }
  const seen = [...answers, ...logLines, ...stored].join('\n')
  expect(seen).toContain('provider.set')
  expect(seen).not.toContain(canary)
  expect(seen).not.toContain(Buffer.from(canary).toString('base64').slice(0, 20))
  expect(first(answers)).toContain(`"keyEnd":"${canary.slice(-4)}"`)
})
