import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../../ops/test/installation.ts'
import type { PackFiles } from '../../../../plugins/engine/index.ts'
import { type Client, createMeeting, openTenant, refusalOf } from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import {
  acceptedMeeting,
  createOwn,
  publish,
  regress,
  saveDraft,
  withManifest,
  withSchema,
} from '../test/own-scenarios.ts'
import type { TrialView } from '../trials/contract.ts'
import type { GoldenList, GoldenView } from './contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'goldens')
})
afterAll(() => installation.close())

const publishTested = (id: string, version: string) =>
  client.post(`/scenarios/${id}/publish`, { version })

/** Decisions for which the built-in provider has no cues. */
const withoutCues = (files: PackFiles): PackFiles =>
  withSchema(files, ({ properties }) => {
    const section = properties['decisions'] as unknown as { 'x-aam': { track?: string } }
    delete section['x-aam'].track
  })

/** A second section that looks for the same things as the first. */
function withMore(files: PackFiles): PackFiles {
  const two = withSchema(files, ({ properties }) => {
    const [first] = Object.values(properties)
    if (first) properties['more'] = structuredClone(first)
  })
  const step = { id: 'outcomes', sections: ['decisions', 'more'], after: [], model: 'large' }
  const labels = (path: string) =>
    JSON.stringify({ ...JSON.parse(files[path] ?? '{}'), more: 'More', 'more.statement': 'More' })
  return {
    ...withManifest(two, { steps: [step] }),
    'i18n/en.json': labels('i18n/en.json'),
    'i18n/ru.json': labels('i18n/ru.json'),
  }
}

test('rejects publishing untested and failed drafts', async () => {
  const { files } = await createOwn(client, { id: 'untested' })
  expect(await refusalOf(await publishTested('untested', '1.0.0'))).toBe('409 regression_needed')
  const fixture = {
    language: 'en',
    startedAt: '2026-11-23T10:00:00Z',
    participants: [],
    segments: [['Ada', 0, 'We decided to start on Monday.']],
    expect: { decisions: { min: 5 } },
  }
  await saveDraft(client, 'untested', { ...files, 'fixtures/one.en.json': JSON.stringify(fixture) })
  const red = await regress(client, 'untested')
  expect(red.regression?.green).toBe(false)
  expect(red.regression?.fixtures).toMatchObject([
    { path: 'fixtures/one.en.json', faults: [{ code: 'too-few', section: 'decisions' }] },
  ])
  expect(await refusalOf(await publishTested('untested', '1.0.0'))).toBe('409 regression_needed')
  const honest = { ...fixture, expect: { decisions: { min: 1 } } }
  await saveDraft(client, 'untested', { ...files, 'fixtures/one.en.json': JSON.stringify(honest) })
  // Other files were tested.
  expect(await refusalOf(await publishTested('untested', '1.0.0'))).toBe('409 regression_needed')
  expect((await regress(client, 'untested')).regression?.green).toBe(true)
  expect((await publishTested('untested', '1.0.0')).status).toBe(201)
})

test('rejects publishing a version that loses accepted items', async () => {
  const { files } = await createOwn(client, { id: 'measured' })
  expect((await publish(client, 'measured', '1.0.0')).status).toBe(201)
  const meetingId = await acceptedMeeting(client, 'measured')
  const added = await client.post('/scenarios/measured/goldens', { meetingId })
  expect(added.status).toBe(201)
  const golden = (await added.json()) as GoldenView
  expect(golden.itemCount).toBeGreaterThan(0)
  const again = await client.post('/scenarios/measured/goldens', { meetingId })
  expect(((await again.json()) as GoldenView).id).toBe(golden.id)

  await saveDraft(client, 'measured', withManifest(withoutCues(files), { version: '2.0.0' }))
  const red = await regress(client, 'measured')
  expect(red.regression).toMatchObject({ green: false, runsPerGolden: 1, provider: 'extractive' })
  const [judged] = red.regression?.goldens ?? []
  expect(judged?.lost[0]).toMatchObject({
    section: 'decisions',
    missingIn: 1,
    isSectionGone: false,
  })
  expect(judged?.lost[0]?.text).toContain('pilot')
  expect(await refusalOf(await publishTested('measured', '2.0.0'))).toBe('409 regression_needed')
  // An author who may not see the meeting learns that an item was lost, but not its text.
  const author = await addMember(installation, 'goldens', 'author', 'Ada')
  const seen = await author.get<TrialView>(`/scenarios/measured/trials/${red.id}`)
  expect(seen.regression?.goldens[0]?.lost[0]?.text).toBeNull()
  const list = await author.get<GoldenList>('/scenarios/measured/goldens')
  expect(list.data).toEqual([{ ...golden, meeting: null, createdAt: expect.any(String) }])

  const title = { en: 'Measured', ru: 'Проверенный' }
  await saveDraft(client, 'measured', withManifest(files, { version: '1.0.1', title }))
  expect((await regress(client, 'measured')).regression?.green).toBe(true)
  // The earlier regression did not cover the new golden.
  const other = await acceptedMeeting(client, 'measured')
  await client.post('/scenarios/measured/goldens', { meetingId: other })
  expect(await refusalOf(await publishTested('measured', '1.0.1'))).toBe('409 regression_needed')
  expect((await publish(client, 'measured', '1.0.1')).status).toBe(201)
})

test('a removed section with accepted items prevents publishing unless it is dropped on purpose', async () => {
  const { files } = await createOwn(client, { id: 'shrinking' })
  await saveDraft(client, 'shrinking', withMore(files))
  expect((await publish(client, 'shrinking', '1.0.0')).status).toBe(201)
  const meetingId = await acceptedMeeting(client, 'shrinking')
  await client.post('/scenarios/shrinking/goldens', { meetingId })
  await saveDraft(client, 'shrinking', withManifest(files, { version: '2.0.0' }))
  const red = await regress(client, 'shrinking')
  const lost = red.regression?.goldens.flatMap((golden) => golden.lost) ?? []
  expect(lost.length).toBeGreaterThan(0)
  expect(new Set(lost.map(({ section, isSectionGone }) => `${section} ${isSectionGone}`))).toEqual(
    new Set(['more true']),
  )
  expect(await refusalOf(await publishTested('shrinking', '2.0.0'))).toBe('409 regression_needed')
  const meant = await regress(client, 'shrinking', { droppedSections: ['more'] })
  expect(meant.regression).toMatchObject({ green: true, goldens: [{ droppedCount: lost.length }] })
  expect((await publishTested('shrinking', '2.0.0')).status).toBe(201)
})

test('accepts only accepted meetings of this scenario as goldens', async () => {
  await createOwn(client, { id: 'choosy' })
  await publish(client, 'choosy', '1.0.0')
  const { id } = await createMeeting(client, { scenario: { id: 'choosy' } })
  const add = (meetingId: string) => client.post('/scenarios/choosy/goldens', { meetingId })
  expect(await refusalOf(await add(id))).toBe('409 wrong_state')
  expect(await refusalOf(await add(crypto.randomUUID()))).toBe('404 not_found')
  const meetingId = await acceptedMeeting(client, 'choosy')
  const { id: goldenId } = (await (await add(meetingId)).json()) as GoldenView
  const remove = () => client.send(`/scenarios/choosy/goldens/${goldenId}`, { method: 'DELETE' })
  expect((await remove()).status).toBe(204)
  expect(await refusalOf(await remove())).toBe('404 not_found')
})
