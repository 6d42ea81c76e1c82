import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import type { MeetingHistory } from '../meetings/contract.ts'
import type { ItemPage } from './contract.ts'
import type { Static } from '@sinclair/typebox'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'accept')
})
afterAll(() => installation.close())

const acceptSection = async (id: string, name: string) =>
  (await client.post(`/meetings/${id}/sections/${name}/accept`)).json()

test('accepts all items of a section except those that need a note', async () => {
  const meeting = await reviewMeeting(client)
  const tasks = itemsOf(await readArtifacts(client, meeting.id)).filter(
    (item) => item.section === 'actionItems',
  )
  await installation.admin`
    update items set evidence_state = 'unsupported' where id = ${first(tasks).id}`
  const rest = tasks.slice(1).map(({ id, rev }) => ({ id, rev: rev + 1 }))
  expect(await acceptSection(meeting.id, 'actionItems')).toEqual({
    acceptedCount: 1,
    items: rest,
    skippedCount: 1,
  })
  expect(await acceptSection(meeting.id, 'actionItems')).toEqual({
    acceptedCount: 0,
    items: [],
    skippedCount: 1,
  })
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(1)
  expect(await acceptSection(meeting.id, 'summary')).toEqual({
    acceptedCount: 0,
    items: [],
    skippedCount: 0,
  })
  const unknown = await client.post(`/meetings/${meeting.id}/sections/nonsense/accept`)
  expect(await refusalOf(unknown)).toBe('404 not_found')
})

test('accepts a meeting without open items, and names the sections that have some', async () => {
  const meeting = await reviewMeeting(client)
  await acceptSection(meeting.id, 'decisions')
  const { status, code, errors } = await problemOf(
    await client.post(`/meetings/${meeting.id}/accept`),
  )
  expect(`${status} ${code}`).toBe('409 items_undecided')
  expect(errors).toEqual([
    { pointer: '/sections/actionItems', detail: '2 left' },
    { pointer: '/sections/openQuestions', detail: '1 left' },
    { pointer: '/sections/participants', detail: '3 left' },
    { pointer: '/sections/risks', detail: '1 left' },
  ])
  for (const name of ['actionItems', 'openQuestions', 'participants', 'risks']) {
    await acceptSection(meeting.id, name)
  }
  const accepted = await client.post(`/meetings/${meeting.id}/accept`)
  expect(accepted.status).toBe(200)
  expect(await readMeeting(client, meeting.id)).toMatchObject({
    status: 'accepted',
    decidedCount: 8,
  })
})

async function acceptedMeeting() {
  const meeting = await reviewMeeting(client)
  for (const { id } of itemsOf(await readArtifacts(client, meeting.id))) {
    await client.post(`/items/${id}/accept`)
  }
  await client.post(`/meetings/${meeting.id}/accept`)
  return meeting
}

test('rejects every change to an accepted meeting until it is reopened', async () => {
  const meeting = await acceptedMeeting()
  const item = first(itemsOf(await readArtifacts(client, meeting.id)))
  const tries = [
    client.post(`/items/${item.id}/reject`),
    client.post(`/items/${item.id}/undo`),
    client.send(`/items/${item.id}`, { method: 'PATCH', json: { value: { statement: 'x' } } }),
    client.post(`/meetings/${meeting.id}/sections/risks/accept`),
    client.post(`/meetings/${meeting.id}/accept`),
    client.post(`/meetings/${meeting.id}/process`),
    client.post(`/meetings/${meeting.id}/cancel`),
    client.send(`/meetings/${meeting.id}/transcript`, { method: 'POST', body: 'Anna: Hello.' }),
  ]
  for (const response of await Promise.all(tries)) {
    expect(await refusalOf(response)).toBe('409 wrong_state')
  }
  const before = await readArtifacts(client, meeting.id)
  expect((await client.post(`/meetings/${meeting.id}/reopen`)).status).toBe(200)
  expect(await readArtifacts(client, meeting.id)).toEqual(before)
  expect((await client.post(`/items/${item.id}/reject`)).status).toBe(200)
  expect(await refusalOf(await client.post(`/meetings/${meeting.id}/reopen`))).toBe(
    '409 wrong_state',
  )
})

test('lists each state in the history, in order, with who changed it', async () => {
  const meeting = await acceptedMeeting()
  await client.post(`/meetings/${meeting.id}/reopen`)
  const { data } = await client.get<MeetingHistory>(`/meetings/${meeting.id}/history`)
  expect(data.map(({ kind, status }) => `${kind} ${status}`)).toEqual([
    'created draft',
    'transcript_imported queued',
    'analysing analysing',
    'analysed in_review',
    'accepted accepted',
    'reopened in_review',
  ])
  expect(data.map(({ actor }) => actor?.name ?? null)).toEqual([
    'owner',
    'owner',
    null,
    null,
    'owner',
    'owner',
  ])
})

test('rejects decisions before there is a result', async () => {
  const { id } = await createMeeting(client)
  expect(await refusalOf(await client.post(`/meetings/${id}/accept`))).toBe('409 wrong_state')
  expect(await refusalOf(await client.post(`/meetings/${id}/reopen`))).toBe('409 wrong_state')
  const section = await client.post(`/meetings/${id}/sections/risks/accept`)
  expect(await refusalOf(section)).toBe('409 wrong_state')
})

test('lists items of all meetings by track and state, page by page, without duplicates', async () => {
  const other = await openTenant(installation, 'accept-list')
  const meetings = [
    await reviewMeeting(other),
    await reviewMeeting(other),
    await reviewMeeting(other),
  ]
  const list = (query: string) => other.get<Static<typeof ItemPage>>(`/items?${query}`)
  const tasks = await list('track=action-item&limit=100')
  expect(tasks.data).toHaveLength(6)
  expect(new Set(tasks.data.map((item) => item.meeting.id))).toEqual(
    new Set(meetings.map(({ id }) => id)),
  )
  expect(new Set(tasks.data.map(({ owner }) => owner))).toEqual(
    new Set(['Anna Kern', 'Clara Diaz']),
  )
  const fields = new Set(
    (await list('limit=100')).data.map((item) => `${item.section}.${item.textField}`),
  )
  expect([...fields].toSorted()).toEqual([
    'actionItems.task',
    'decisions.statement',
    'openQuestions.question',
    'participants.person',
    'risks.statement',
  ])
  await other.post(`/items/${first(tasks.data).id}/accept`)
  expect((await list('track=action-item&status=accepted')).data).toHaveLength(1)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: Static<typeof ItemPage> = await list(
      `limit=5${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
    )
    seen.push(...page.data.map(({ id }) => id))
    cursor = page.nextCursor
  }
  expect(seen).toHaveLength(24)
  expect(new Set(seen).size).toBe(24)
  const foreign = await other.send(
    `/meetings?cursor=${encodeURIComponent((await list('limit=1')).nextCursor ?? '')}`,
  )
  expect(await refusalOf(foreign)).toBe('422 invalid_request')
})

test('accepts a meeting without any items', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id, 'Mm.\n\nYes.\n')
  expect((await untilStatus(client, id, 'in_review')).itemCount).toBe(0)
  expect((await client.post(`/meetings/${id}/accept`)).status).toBe(200)
})
