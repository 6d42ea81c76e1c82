import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
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
import {
  createOwn,
  publish,
  regress,
  saveDraft,
  withManifest,
  withSchema,
} from '../test/own-scenarios.ts'
import type { TrialView } from '../trials/contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'losses')
})
afterAll(() => installation.close())

const outcomes = ['passed', 'failed']
type Outcomes = readonly string[] | undefined

/** Decisions with an outcome out of these choices and an optional note. */
function withFields(files: PackFiles, choices: Outcomes, hasNote: boolean): PackFiles {
  const next = withSchema(files, ({ properties }) => {
    const fields = properties['decisions']?.items.properties ?? {}
    if (choices) fields['outcome'] = { type: 'string', enum: choices }
    if (hasNote) fields['note'] = { type: 'string', maxLength: 100 }
  })
  const labels = (path: string) =>
    JSON.stringify({
      ...JSON.parse(files[path] ?? '{}'),
      ...(choices && { 'decisions.outcome': 'Outcome' }),
      ...(hasNote && { 'decisions.note': 'Note to self' }),
      ...Object.fromEntries(
        (choices ?? []).map((choice) => [`enum.decisions.outcome.${choice}`, `It ${choice}`]),
      ),
    })
  return {
    ...next,
    'i18n/en.json': labels('i18n/en.json'),
    'i18n/ru.json': labels('i18n/ru.json'),
  }
}

/** Adds an accepted meeting as a golden; each of its decisions has an outcome and a note. */
async function measuredMeeting(scenario: string): Promise<void> {
  const { id } = await createMeeting(client, { scenario: { id: scenario } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  const items = itemsOf(await readArtifacts(client, id))
  expect(items.length).toBeGreaterThan(0)
  for (const item of items) {
    const value = { outcome: 'failed', note: 'ask again' }
    await client.send(`/items/${item.id}`, { method: 'PATCH', json: { value } })
    await client.post(`/items/${item.id}/accept`, { overrideNote: 'seen in the room' })
  }
  expect((await client.post(`/meetings/${id}/accept`)).status).toBe(200)
  const added = await client.post(`/scenarios/${scenario}/goldens`, { meetingId: id })
  expect(added.status).toBe(201)
}

const lossesIn = ({ regression }: TrialView) =>
  (regression?.goldens ?? []).flatMap(({ losses }) =>
    losses.map(({ key, is, isLetGo, words }) => `${key} ${is} ${isLetGo} ${words.field.en}`),
  )

test('a removed field and a removed choice prevent publishing until they are dropped, once', async () => {
  const { files } = await createOwn(client, { id: 'voting' })
  await saveDraft(client, 'voting', withFields(files, outcomes, true))
  expect((await publish(client, 'voting', '1.0.0')).status).toBe(201)
  await measuredMeeting('voting')

  const fewer = withManifest(withFields(files, ['passed'], false), { version: '2.0.0' })
  await saveDraft(client, 'voting', fewer)
  const red = await regress(client, 'voting')
  expect(red.regression?.green).toBe(false)
  expect(red.regression?.goldens[0]?.lost).toEqual([])
  expect(lossesIn(red).toSorted()).toEqual([
    'decisions.note field false Note to self',
    'decisions.outcome=failed choice false Outcome',
  ])
  expect(red.regression?.goldens[0]?.losses.find(({ choice }) => choice)).toMatchObject({
    words: { choice: { en: 'It failed' }, section: { en: 'Decisions' } },
    count: expect.any(Number),
  })
  const refused = await client.post('/scenarios/voting/publish', { version: '2.0.0' })
  expect(await refusalOf(refused)).toBe('409 regression_needed')

  // The existing report answers it, without another run.
  const giveUp = async (droppedFields: string[]): Promise<TrialView> => {
    const response = await client.post('/scenarios/voting/regression', { droppedFields })
    return (await response.json()) as TrialView
  }
  const half = await giveUp(['decisions.note'])
  expect([half.state, half.regression?.green]).toEqual(['done', false])
  const whole = await giveUp(['decisions.outcome=failed'])
  expect([whole.state, whole.regression?.green]).toEqual(['done', true])

  // A later edit of the same draft is tested again without asking again.
  const title = { en: 'Votes', ru: 'Голоса' }
  await saveDraft(client, 'voting', withManifest(fewer, { title }))
  expect((await regress(client, 'voting')).regression?.green).toBe(true)
  expect((await client.post('/scenarios/voting/publish', { version: '2.0.0' })).status).toBe(201)

  // The next version does not ask either, because the losses are older.
  await saveDraft(client, 'voting', withManifest(fewer, { version: '2.0.1' }))
  const next = await regress(client, 'voting')
  expect([next.regression?.green, lossesIn(next)]).toEqual([true, []])
})

test('does not ask again about a section that an earlier version dropped', async () => {
  const { files } = await createOwn(client, { id: 'parting' })
  const titled = (path: string) =>
    JSON.stringify({ ...JSON.parse(files[path] ?? '{}'), more: 'More', 'more.statement': 'More' })
  const step = { id: 'outcomes', sections: ['decisions', 'more'], after: [], model: 'large' }
  const two = withSchema(withManifest(files, { steps: [step] }), ({ properties }) => {
    properties['more'] = structuredClone(properties['decisions']) as never
  })
  const both = { 'i18n/en.json': titled('i18n/en.json'), 'i18n/ru.json': titled('i18n/ru.json') }
  await saveDraft(client, 'parting', { ...two, ...both })
  expect((await publish(client, 'parting', '1.0.0')).status).toBe(201)
  await measuredMeeting('parting')
  await saveDraft(client, 'parting', withManifest(files, { version: '2.0.0' }))
  expect((await regress(client, 'parting')).regression?.green).toBe(false)
  const response = await client.post('/scenarios/parting/regression', { droppedSections: ['more'] })
  const given = (await response.json()) as TrialView
  expect([given.state, given.regression?.green]).toEqual(['done', true])
  expect((await client.post('/scenarios/parting/publish', { version: '2.0.0' })).status).toBe(201)
  await saveDraft(client, 'parting', withManifest(files, { version: '2.0.1' }))
  expect((await regress(client, 'parting')).regression?.green).toBe(true)
})
