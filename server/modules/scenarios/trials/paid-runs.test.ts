import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { changeLimits } from '../../../../tenants/limits/change-limits.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../../../ops/stand-ins/openai/server.ts'
import type { BackfillView, RunList } from '../../analysis/contract.ts'
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
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { copyOf, createOwn, publishDirectly, untilTried } from '../test/own-scenarios.ts'
import type { Usage } from '../../usage/contract.ts'
import type { TrialView } from './contract.ts'

setDefaultTimeout(120_000)

let standIn: OpenaiStandIn
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startOpenaiStandIn()
  installation = await openInstallation({
    llm: {
      provider: 'openai',
      apiKey: 'none',
      baseUrl: standIn.url,
      model: 'gpt-5-mini',
      contextTokens: null,
    },
  })
  client = await openTenant(installation, 'spenders')
  await createOwn(client, { id: 'priced', from: { id: 'general-minutes', version: '1.0.0' } })
  await publishDirectly(installation, 'spenders', await copyOf('general-minutes', 'house', '1.0.0'))
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

/** The figures in a request to confirm the cost. */
async function estimateOf(response: Response): Promise<Record<string, number>> {
  const { status, code, errors } = await problemOf(response)
  expect(`${status} ${code}`).toBe('409 cost_unconfirmed')
  return Object.fromEntries(errors.map(({ reason, detail }) => [reason, Number(detail)]))
}

test('a dry run can state its maximum cost before it spends anything', async () => {
  const { id: meetingId } = await reviewMeeting(client)
  const askedBefore = standIn.requests.length
  const refused = await client.post('/scenarios/priced/dry-run', { meetingId, confirmCost: false })
  const estimate = await estimateOf(refused)
  expect(estimate).toMatchObject({ runs: 1 })
  expect(standIn.requests.length).toBe(askedBefore)

  const started = await client.post('/scenarios/priced/dry-run', { meetingId, confirmCost: true })
  const { id } = (await started.json()) as TrialView
  const { dryRun } = await untilTried(client, 'priced', id)
  expect(dryRun?.spent.calls).toBeGreaterThan(0)
  expect(dryRun?.spent.inputTokens).toBeLessThanOrEqual(estimate['inputTokens'] ?? 0)
  expect(dryRun?.spent.outputTokens).toBeLessThanOrEqual(estimate['outputTokens'] ?? 0)
  expect(dryRun?.spent.costMicroUsd).toBeLessThanOrEqual(estimate['costMicroUsd'] ?? 0)
  const { data } = await client.get<Usage>('/usage?by=scenario')
  const ofTrial = data.find(({ key }) => key === 'priced')
  expect(ofTrial).toMatchObject({
    modelCalls: dryRun?.spent.calls ?? 0,
    inputTokens: dryRun?.spent.inputTokens ?? 0,
    outputTokens: dryRun?.spent.outputTokens ?? 0,
    costMicroUsd: dryRun?.spent.costMicroUsd ?? 0,
  })
  // By default a dry run does not ask.
  const meant = await client.post('/scenarios/priced/dry-run', { meetingId })
  expect(meant.status).toBe(202)
  await untilTried(client, 'priced', ((await meant.json()) as TrialView).id)
})

test('a dry run whose calls all fail has failed, with the reason', async () => {
  const { id: meetingId } = await reviewMeeting(client)
  standIn.always('refusal')
  const started = await client.post('/scenarios/priced/dry-run', { meetingId, confirmCost: true })
  const { id } = (await started.json()) as TrialView
  const trial = await eventually(async () => {
    const now = await client.get<TrialView>(`/scenarios/priced/trials/${id}`)
    return now.state === 'failed' && now
  })
  standIn.always('answer')
  expect(trial).toMatchObject({ reason: 'model_prompt_refused', dryRun: null })
})

test('a backfill starts only once its cost was accepted', async () => {
  const meetingIds = [(await reviewMeeting(client)).id, (await reviewMeeting(client)).id]
  const ask = (json: object) =>
    client.post('/scenarios/house/backfill', { version: '1.0.0', meetingIds, ...json })
  const runsOf = async () => Promise.all(meetingIds.map((id) => client.get(`/meetings/${id}/runs`)))
  const before = await runsOf()
  const askedBefore = standIn.requests.length
  const estimate = await estimateOf(await ask({}))
  expect(estimate).toMatchObject({ runs: 2 })
  expect(estimate['costMicroUsd']).toBeGreaterThan(0)
  expect(await runsOf()).toEqual(before)
  expect(standIn.requests.length).toBe(askedBefore)
  // Invalid requests are rejected before the cost is estimated.
  expect(await refusalOf(await ask({ version: '9.0.0' }))).toBe('422 unknown_scenario')
  const started = await ask({ confirmCost: true })
  expect(started.status).toBe(202)
  expect(((await started.json()) as BackfillView).data).toHaveLength(2)
  // Calls that are still running would be counted in the next test.
  await eventually(async () => {
    const runs = (await runsOf()) as RunList[]
    return runs.every(({ data }) => data.every(({ state }) => state !== 'running'))
  }, 60_000)
})

test('stops calling the model once the monthly limit is reached, and counts failed trials', async () => {
  const scarce = await openTenant(installation, 'scarce')
  const { services, admin } = installation
  await createOwn(scarce, { id: 'dear', from: { id: 'general-minutes', version: '1.0.0' } })
  const { id: meetingId } = await reviewMeeting(scarce)
  const [tenant] = await admin<{ id: string }[]>`select id from tenants where slug = 'scarce'`
  const tenantId = tenant?.id ?? ''
  const usedIs = (microUsd: number) => admin`
    update quota_uses set used = ${microUsd} where tenant_id = ${tenantId} and name = 'modelCentsPerMonth'`
  const used = async () => {
    const [row] = await admin<{ used: number }[]>`
      select used::int from quota_uses
      where tenant_id = ${tenantId} and holder_id = ${tenantId} and name = 'modelCentsPerMonth'`
    return row?.used ?? 0
  }
  expect(await used()).toBeGreaterThan(0)
  const limit = (cents: number) =>
    changeLimits(services.db, tenantId, null, { set: [`modelCentsPerMonth=${cents}`], unset: [] })

  // One millionth is left: the first of two steps runs, the second does not start.
  await usedIs(9_999)
  await limit(1)
  const asked = standIn.requests.length
  const started = await scarce.post('/scenarios/dear/dry-run', { meetingId, confirmCost: true })
  const { id: trialId } = (await started.json()) as TrialView
  const trial = await eventually(async () => {
    const now = await scarce.get<TrialView>(`/scenarios/dear/trials/${trialId}`)
    return now.state === 'failed' && now
  })
  expect(trial.reason).toBe('spending_limit_reached')
  expect(standIn.requests.length).toBe(asked + 1)
  expect(await used()).toBeGreaterThan(10_000)

  await usedIs(9_999)
  const { id } = await createMeeting(scarce)
  await uploadTranscript(scarce, id)
  expect((await untilStatus(scarce, id, 'waiting')).reason).toBe('spending_limit_reached')
  expect(standIn.requests.length).toBe(asked + 2)
  await limit(1_000)
  await eventually(async () => (await readMeeting(scarce, id)).status === 'in_review', 60_000)
})

test('a cancelled dry run is over and makes no more calls to the model', async () => {
  const { id: meetingId } = await reviewMeeting(client)
  const path = (id: string) => `/scenarios/priced/trials/${id}/cancel`
  const author = await addMember(installation, 'spenders', 'author', 'Ada')
  standIn.always('hang')
  try {
    const askedBefore = standIn.requests.length
    const leftBefore = standIn.leftCount()
    const started = await client.post('/scenarios/priced/dry-run', { meetingId })
    const { id } = (await started.json()) as TrialView
    await eventually(async () => standIn.requests.length > askedBefore)
    // A dry run on a meeting that the caller may not see is not found.
    expect(await refusalOf(await author.post(path(id)))).toBe('404 not_found')
    expect(standIn.leftCount()).toBe(leftBefore)
    const stopped = await client.post(path(id))
    expect(stopped.status).toBe(200)
    expect(await stopped.json()).toMatchObject({ state: 'failed', reason: 'cancelled' })
    const asked = standIn.requests.length
    await eventually(async () => standIn.leftCount() - leftBefore === asked - askedBefore)
    expect(standIn.requests.length).toBe(asked)
    // Cancelling again changes nothing.
    expect(await (await client.post(path(id))).json()).toMatchObject({ reason: 'cancelled' })
  } finally {
    standIn.always('answer')
  }
})
