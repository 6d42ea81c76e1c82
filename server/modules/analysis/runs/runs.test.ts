import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  type ItemView,
  itemsOf,
  openTenant,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  talk,
  untilStatus,
} from '../../../http/test/meetings.ts'
import type { TranscriptView } from '../../transcription/contract.ts'
import type { ArtifactView, ComparisonView, RunList, RunView } from '../contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'runs')
})
afterAll(() => installation.close())

async function startRun(meetingId: string, json?: object): Promise<RunView> {
  const response = await client.post(`/meetings/${meetingId}/runs`, json)
  expect(response.status).toBe(202)
  const { id } = (await response.json()) as RunView
  return eventually(async () => {
    const { data } = await client.get<RunList>(`/meetings/${meetingId}/runs`)
    return data.find((run) => run.id === id && run.state !== 'running')
  })
}

async function adopt(meetingId: string, runId: string): Promise<ArtifactView> {
  const response = await client.post(`/meetings/${meetingId}/runs/${runId}/adopt`)
  expect(response.status).toBe(200)
  return (await response.json()) as ArtifactView
}

const edit = (item: ItemView, value: object) =>
  client.send(`/items/${item.id}`, { method: 'PATCH', json: { value } })

/** An item without the fields that differ between runs. */
const shown = ({ id: _id, rev: _rev, canUndo: _undo, proposal: _proposal, ...item }: ItemView) =>
  item
const inSection = (items: ItemView[], section: string) =>
  items.filter((item) => item.section === section)

test('starts another run without changing the current result', async () => {
  const meeting = await reviewMeeting(client)
  const before = await readArtifacts(client, meeting.id)
  const run = await startRun(meeting.id)
  expect(run).toMatchObject({ state: 'done', current: false, provider: 'extractive' })
  expect(await readArtifacts(client, meeting.id)).toEqual(before)
  expect(await readMeeting(client, meeting.id)).toEqual(meeting)
  const other = await client.get<ArtifactView>(`/meetings/${meeting.id}/artifacts?run=${run.id}`)
  expect(itemsOf(other).map(shown)).toEqual(itemsOf(before).map(shown))
  const first_ = itemsOf(other)[0]?.id ?? ''
  expect(await refusalOf(await client.post(`/items/${first_}/reject`))).toBe('409 wrong_state')
})

test('compares two runs field by field and marks decisions', async () => {
  const meeting = await reviewMeeting(client)
  const current = meeting.currentRunId ?? ''
  const [decision] = inSection(itemsOf(await readArtifacts(client, meeting.id)), 'decisions')
  await edit(decision as ItemView, { statement: 'The pilot starts on the first of December' })
  const run = await startRun(meeting.id)
  const [risk] = inSection(
    itemsOf(await client.get(`/meetings/${meeting.id}/artifacts?run=${run.id}`)),
    'risks',
  )
  await installation.admin`delete from items where id = ${risk?.id ?? ''}`
  const { a, b, sections } = await client.get<ComparisonView>(
    `/meetings/${meeting.id}/runs/${current}/compare/${run.id}`,
  )
  expect([a.id, b.id, a.current, b.current]).toEqual([current, run.id, true, false])
  const of = (name: string) => sections.find((section) => section.name === name)
  expect(of('decisions')?.both[0]?.changed).toEqual([
    {
      pointer: '/statement',
      a: 'The pilot starts on the first of December',
      b: decision?.value.statement,
      locked: true,
    },
  ])
  expect(of('actionItems')?.both.every(({ changed }) => changed.length === 0)).toBe(true)
  expect(of('risks')).toMatchObject({ both: [], onlyInB: [] })
  expect(of('risks')?.onlyInA).toHaveLength(1)
  const other = await reviewMeeting(client)
  const strange = `/meetings/${meeting.id}/runs/${current}/compare/${other.currentRunId}`
  expect(await refusalOf(await client.send(strange))).toBe('404 not_found')
})

test('keeps decided and edited items unchanged when another run is adopted', async () => {
  const meeting = await reviewMeeting(client)
  const items = itemsOf(await readArtifacts(client, meeting.id))
  const [decision] = inSection(items, 'decisions')
  const [task, otherTask] = inSection(items, 'actionItems')
  const [risk] = inSection(items, 'risks')
  if (!decision || !task || !otherTask || !risk) throw new Error('the talk was read differently')
  await edit(decision, { statement: 'The pilot starts on the first of December' })
  await client.post(`/items/${decision.id}/accept`)
  await edit(task, { dueOn: '2026-12-04', owner: 'Boris Wolf' })
  await client.post(`/items/${risk.id}/reject`)
  const before = itemsOf(await readArtifacts(client, meeting.id)).map(shown)
  const run = await startRun(meeting.id)
  const after = await adopt(meeting.id, run.id)
  expect(after.run).toMatchObject({ id: run.id, current: true })
  expect(itemsOf(after).map(shown)).toEqual(before)
  const locked = itemsOf(after).filter((item) => item.locked)
  // The new run's value is shown as a proposal while it differs.
  expect(locked[0]?.proposal).toEqual({ statement: decision.value['statement'] })
  expect(locked[1]?.proposal).toEqual({
    dueOn: task.value['dueOn'] ?? null,
    owner: task.value['owner'] ?? null,
  })
  expect(locked[2]?.proposal).toBeNull()
  expect(locked.map((item) => item.section)).toEqual(['decisions', 'actionItems', 'risks'])
  expect(await readMeeting(client, meeting.id)).toMatchObject({
    currentRunId: run.id,
    decidedCount: 2,
    itemCount: before.length,
  })
  const [typed] = await installation.admin`
    select due_on::text, (select date::text from item_fields f where f.item_id = i.id and pointer = '/dueOn')
    from items i where run_id = ${run.id} and value->>'owner' = 'Boris Wolf'`
  expect({ ...typed }).toEqual({ due_on: '2026-12-04', date: '2026-12-04' })
})

test('duplicates no item when runs are adopted in turn, and keeps the newest decision', async () => {
  const meeting = await reviewMeeting(client)
  const ofFirst = itemsOf(await readArtifacts(client, meeting.id))
  for (const item of ofFirst) await client.post(`/items/${item.id}/accept`, {})
  const run = await startRun(meeting.id)
  const ofSecond = itemsOf(await adopt(meeting.id, run.id))
  await client.post(`/items/${first(ofSecond).id}/reject`)
  const back = itemsOf(await adopt(meeting.id, meeting.currentRunId ?? ''))
  expect(back.map(({ id }) => id)).toEqual(ofFirst.map(({ id }) => id))
  expect(back.map(({ reviewState }) => reviewState)).toEqual([
    'rejected',
    ...ofFirst.slice(1).map(() => 'accepted' as const),
  ])
  expect(itemsOf(await adopt(meeting.id, run.id))).toHaveLength(ofSecond.length)
})

test('reopens in the adopted run what was reopened in the previous one', async () => {
  const meeting = await reviewMeeting(client)
  const [item] = itemsOf(await readArtifacts(client, meeting.id))
  await client.post(`/items/${item?.id}/accept`, {})
  const run = await startRun(meeting.id)
  const [same] = itemsOf(await adopt(meeting.id, run.id))
  expect(same?.reviewState).toBe('accepted')
  await client.post(`/items/${same?.id}/reopen`)
  const [back] = itemsOf(await adopt(meeting.id, meeting.currentRunId ?? ''))
  expect(back).toMatchObject({ id: item?.id, reviewState: 'proposed', locked: false })
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(0)
})

test('adopts only a finished run of the same meeting, and only in review', async () => {
  const meeting = await reviewMeeting(client)
  const other = await reviewMeeting(client)
  const path = (runId: string | null) => `/meetings/${meeting.id}/runs/${runId}/adopt`
  expect(await refusalOf(await client.post(path(other.currentRunId)))).toBe('404 not_found')
  const run = await startRun(meeting.id)
  await installation.admin`update runs set state = 'failed' where id = ${run.id}`
  expect(await refusalOf(await client.post(path(run.id)))).toBe('409 wrong_state')
  await installation.admin`update runs set state = 'done' where id = ${run.id}`
  for (const { id } of itemsOf(await readArtifacts(client, meeting.id))) {
    await client.post(`/items/${id}/reject`)
  }
  expect((await client.post(`/meetings/${meeting.id}/accept`)).status).toBe(200)
  expect(await refusalOf(await client.post(path(run.id)))).toBe('409 wrong_state')
})

test('rejects a run without a current result or with an unknown scenario', async () => {
  const { id } = await createMeeting(client)
  expect(await refusalOf(await client.post(`/meetings/${id}/runs`))).toBe('409 wrong_state')
  const meeting = await reviewMeeting(client)
  const unknown = await client.post(`/meetings/${meeting.id}/runs`, { scenario: { id: 'none' } })
  expect(await refusalOf(unknown)).toBe('422 unknown_scenario')
})

const secondTalk = talk
  .replace(
    '1\n00:00:01.000',
    '0\n00:00:00.000 --> 00:00:00.900\n<v Boris Wolf>Can everybody hear me?\n\n1\n00:00:01.000',
  )
  .replace('The biggest risk is that', 'A risk is that')

test('carries decisions over to a better transcript by their quotes and updates their citations', async () => {
  const meeting = await reviewMeeting(client)
  const items = itemsOf(await readArtifacts(client, meeting.id))
  const [decision] = inSection(items, 'decisions')
  const [risk] = inSection(items, 'risks')
  if (!decision || !risk) throw new Error('the talk was read differently')
  await edit(decision, { statement: 'The pilot starts on the first of December' })
  await client.post(`/items/${decision.id}/accept`, {})
  await client.post(`/items/${risk.id}/accept`, {})
  await uploadTranscript(client, meeting.id, secondTalk)
  const again = await untilStatus(client, meeting.id, 'in_review')
  // The risk was accepted because of a quote that is no longer said: a person must decide again.
  expect(again.decidedCount).toBe(1)
  const transcript = await client.get<TranscriptView>(`/meetings/${meeting.id}/transcript`)
  const texts = new Map(transcript.data.map(({ segmentId, text }) => [segmentId, text]))
  const now = itemsOf(await readArtifacts(client, meeting.id))
  for (const { segmentId, startChar, endChar, quote } of now.flatMap(({ evidence }) => evidence)) {
    expect(texts.get(segmentId)?.slice(startChar, endChar)).toBe(quote)
  }
  const [kept] = inSection(now, 'decisions')
  expect(kept).toMatchObject({ reviewState: 'accepted', value: { status: 'final' } })
  expect(kept?.value.statement).toBe('The pilot starts on the first of December')
  expect(inSection(now, 'decisions')).toHaveLength(1)
  const keptRisk = inSection(now, 'risks').filter((item) => item.evidence.length === 0)
  expect(
    keptRisk.map(({ value, reviewState, evidenceState }) => ({
      value,
      reviewState,
      evidenceState,
    })),
  ).toEqual([{ value: risk.value, reviewState: 'proposed', evidenceState: 'unsupported' }])
  expect(itemsOf(await adopt(meeting.id, meeting.currentRunId ?? ''))).toHaveLength(items.length)
  const shownNow = await client.get<TranscriptView>(`/meetings/${meeting.id}/transcript`)
  expect(shownNow.segmentCount).toBe(7)
})
