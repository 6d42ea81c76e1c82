import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  type ItemView,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import type { MeetingView } from '../meetings/contract.ts'

setDefaultTimeout(60_000)

const talk = [
  'Anna: We decided to start the pilot in December.',
  'Ben: Fine. By the way, the cable is to be tested by Friday, Anna takes that.',
  'Anna: Right.',
].join('\n')

let installation: TestInstallation
let client: Client
let meeting: MeetingView
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'add')
  meeting = await reviewMeeting(client, talk)
})
afterAll(() => installation.close())

const add = (json: object, id = meeting.id): Promise<Response> =>
  client.post(`/meetings/${id}/items`, json)
const quote = 'the cable is to be tested by Friday'
const evidence = [{ segmentId: 2, quote }]
const itemsNow = async (id = meeting.id): Promise<ItemView[]> =>
  itemsOf(await readArtifacts(client, id))

test('adds a missed item with its evidence, accepted by the person who added it', async () => {
  const before = await readMeeting(client, meeting.id)
  const response = await add({ section: 'actionItems', value: { task: quote }, evidence })
  expect(response.status).toBe(201)
  const item = (await response.json()) as ItemView
  expect(item).toMatchObject({
    section: 'actionItems',
    value: { task: quote },
    evidenceState: 'verified',
    reviewState: 'accepted',
    locked: true,
    edited: true,
    rev: 1,
    evidence: [
      { segmentId: 2, quote: expect.stringContaining(quote), state: 'verified', speaker: 'Ben' },
    ],
    decidedBy: { id: meeting.owner.id },
  })
  expect(await itemsNow()).toContainEqual(item)
  const after = await readMeeting(client, meeting.id)
  expect(after.itemCount).toBe(before.itemCount + 1)
  expect(after.decidedCount).toBe(before.decidedCount + 1)
  const [line] = await installation.admin<{ data: { meetingId: string } }[]>`
    select data from audit_log where action = 'item.added' and subject_id = ${item.id}`
  expect(line?.data.meetingId).toBe(meeting.id)
})

test('computes a date from the quoted words and links a name to a speaker of the meeting', async () => {
  await client.send(`/meetings/${meeting.id}`, {
    method: 'PATCH',
    json: { startedAt: '2026-11-18T10:00:00Z' },
  })
  const response = await add({
    section: 'actionItems',
    value: { task: 'Test the cable', dueText: 'by Friday' },
    refs: { '/owner': { speakerId: 1 } },
    evidence: [{ segmentId: 2 }],
  })
  const item = (await response.json()) as ItemView
  expect(item.value).toEqual({
    task: 'Test the cable',
    dueText: 'by Friday',
    dueOn: '2026-11-20',
    owner: 'Anna',
  })
  expect(item.refs['/owner']).toMatchObject({ speakerId: 1 })
})

test('leaves an item weak or open if its quotes do not support it', async () => {
  const value = { statement: 'The harbour will be rebuilt with granite from Norway' }
  const response = await add({ section: 'decisions', value, evidence })
  expect(response.status).toBe(201)
  const item = (await response.json()) as ItemView
  expect(item.evidenceState).not.toBe('verified')
})

test('keeps an added item in a later run', async () => {
  const other = await reviewMeeting(client, talk)
  const value = { task: 'Test the new cable in the lab' }
  const added = await add({ section: 'actionItems', value, evidence }, other.id)
  expect(added.status).toBe(201)
  await client.post(`/meetings/${other.id}/process`)
  await untilStatus(client, other.id, 'in_review')
  const kept = (await itemsNow(other.id)).filter((item) => item.value['task'] === value.task)
  expect(kept).toMatchObject([{ reviewState: 'accepted', evidence: [{ segmentId: 2 }] }])
})

test.each([
  [
    'an unknown section',
    { section: 'nonsense', value: { task: 'x' }, evidence },
    '404 not_found',
    [],
  ],
  [
    'words that are not there',
    {
      section: 'actionItems',
      value: { task: 'x' },
      evidence: [{ segmentId: 2, quote: 'the submarine dives at midnight' }],
    },
    '422 invalid_request',
    ['/evidence/0/quote'],
  ],
  [
    'a segment that is not there',
    { section: 'actionItems', value: { task: 'x' }, evidence: [...evidence, { segmentId: 99 }] },
    '422 invalid_request',
    ['/evidence/1/segmentId'],
  ],
  [
    'an unknown field',
    { section: 'actionItems', value: { task: 'x', colour: 'red' }, evidence },
    '422 invalid_request',
    ['/value/colour'],
  ],
  [
    'a missing field',
    { section: 'actionItems', value: { priority: 'low' }, evidence },
    '422 invalid_request',
    ['/value'],
  ],
  [
    'nobody of this meeting',
    {
      section: 'actionItems',
      value: { task: 'x' },
      refs: { '/owner': { speakerId: 77 } },
      evidence,
    },
    '422 invalid_request',
    ['/refs/~1owner/speakerId'],
  ],
  [
    'no evidence',
    { section: 'actionItems', value: { task: 'x' }, evidence: [] },
    '422 invalid_request',
    ['/evidence'],
  ],
])('rejects %s and adds nothing', async (_what, body, refusal, pointers) => {
  const before = await itemsNow()
  const response = await add(body)
  const { status, code, errors = [] } = await problemOf(response)
  expect(`${status} ${code}`).toBe(refusal)
  expect(errors.map(({ pointer }) => pointer)).toEqual(pointers)
  expect(await itemsNow()).toEqual(before)
})

test('allows one item in a single-item section, and another after a rejection', async () => {
  const own = await reviewMeeting(client, talk)
  const value = { whenText: 'in December' }
  const cited = [{ segmentId: 1, quote: 'the pilot in December' }]
  const next = (): Promise<Response> =>
    add({ section: 'nextMeeting', value, evidence: cited }, own.id)
  const first = await next()
  expect(first.status).toBe(201)
  expect(await refusalOf(await next())).toBe('409 wrong_state')
  const { id } = (await first.json()) as ItemView
  await client.post(`/items/${id}/reject`)
  expect((await next()).status).toBe(201)
})

test('adds nothing when the request is repeated', async () => {
  const json = { section: 'risks', value: { statement: quote }, evidence }
  const headers = { 'idempotency-key': crypto.randomUUID() }
  const send = () => client.send(`/meetings/${meeting.id}/items`, { method: 'POST', json, headers })
  const [one, two] = [await send(), await send()]
  expect([one.status, two.status]).toEqual([201, 201])
  expect(await one.json()).toEqual(await two.json())
})

test('rejects an item for an accepted meeting, and hides the meeting from other organisations', async () => {
  const own = await reviewMeeting(client, 'Anna: Good morning, everybody.')
  expect((await client.post(`/meetings/${own.id}/accept`)).status).toBe(200)
  const body = { section: 'risks', value: { statement: 'x' }, evidence: [{ segmentId: 1 }] }
  expect(await refusalOf(await add(body, own.id))).toBe('409 wrong_state')
  const stranger = await openTenant(installation, 'add-other')
  expect(await refusalOf(await stranger.post(`/meetings/${meeting.id}/items`, body))).toBe(
    '404 not_found',
  )
})
