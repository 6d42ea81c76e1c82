import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  itemsOf,
  openTenant,
  readArtifacts,
  refusalOf,
  untilStatus,
} from '../../../http/test/meetings.ts'
import type { Scorecard, ScoreSummaries } from './contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'scores')
})
afterAll(() => installation.close())

const scorecardOf = (of: Client, id: string) => of.get<Scorecard>(`/scenarios/${id}/scorecard`)

async function reviewedMeeting(): Promise<string> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  return id
}

test('a scenario that never ran has no scores, and a missing one is not found', async () => {
  expect(await scorecardOf(client, 'general-minutes')).toEqual({ data: [] })
  expect(await refusalOf(await client.send('/scenarios/nothing-here/scorecard'))).toBe(
    '404 not_found',
  )
})

test('scores a version by what people did with its items', async () => {
  const id = await reviewedMeeting()
  const items = itemsOf(await readArtifacts(client, id))
  const decision = items.find(({ section }) => section === 'decisions')
  if (!decision || items.length < 3) throw new Error('The sample has too few items.')
  const rest = items.filter((item) => item !== decision)
  const value = { statement: `${String(decision.value['statement'])} tomorrow afternoon` }
  await client.send(`/items/${decision.id}`, { method: 'PATCH', json: { value } })
  await client.post(`/items/${decision.id}/accept`, { overrideNote: 'seen in the room' })
  await client.post(`/items/${rest[0]?.id}/accept`, {})
  await client.post(`/items/${rest[1]?.id}/reject`, {})

  const { data } = await scorecardOf(client, 'general-minutes')
  expect(data).toHaveLength(1)
  const [score] = data
  expect(score).toMatchObject({
    version: '1.0.0',
    meetingCount: 1,
    runCount: 1,
    itemCount: items.length,
    acceptedCount: 2,
    rejectedCount: 1,
    acceptedWithoutEdit: 0.333,
    failedSectionRate: 0,
    tokensPerMeeting: null,
    costMicroUsdPerMeeting: null,
  })
  expect(score?.editDistance).toBeGreaterThan(0)
  expect(score?.editDistance).toBeLessThan(0.5)

  const [run] = await installation.admin<{ id: string; tenant_id: string }[]>`
    select id, tenant_id from runs where meeting_id = ${id}`
  for (const [tokens, cost] of [
    [900, 40],
    [300, 20],
  ]) {
    await installation.admin`
      insert into interactions (tenant_id, id, meeting_id, run_id, step, window_index, attempt, is_final, provider,
        model, prompt_hash, input_tokens, output_tokens, cost_micro_usd, latency_ms, outcome)
      values (${run?.tenant_id ?? ''}, ${crypto.randomUUID()}, ${id}, ${run?.id ?? ''}, 'all', 0, 1, true, 'openai', 'm',
        'h', ${tokens ?? 0}, 100, ${cost ?? 0}, 5, 'ok')`
  }
  expect((await scorecardOf(client, 'general-minutes')).data[0]).toMatchObject({
    itemCount: items.length,
    tokensPerMeeting: 1_400,
    costMicroUsdPerMeeting: 60,
  })
})

test('returns the main scores of all scenarios at once', async () => {
  const { data } = await client.get<ScoreSummaries>('/scenarios/scorecards')
  expect(data).toEqual([
    {
      id: 'general-minutes',
      version: '1.0.0',
      meetingCount: 1,
      acceptedWithoutEdit: 0.333,
      unsupportedRate: expect.any(Number),
    },
  ])
})

test('ignores the meetings of other organisations', async () => {
  const other = await openTenant(installation, 'scores-other')
  expect(await scorecardOf(other, 'general-minutes')).toEqual({ data: [] })
  expect(await other.get<ScoreSummaries>('/scenarios/scorecards')).toEqual({ data: [] })
})
