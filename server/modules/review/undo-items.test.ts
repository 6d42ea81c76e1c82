import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  first,
  itemsOf,
  openTenant,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import type { AcceptedSection, ItemRevision, UndoneItems } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'undo-items')
})
afterAll(() => installation.close())

const tasksOf = async (id: string) =>
  itemsOf(await readArtifacts(client, id)).filter(({ section }) => section === 'actionItems')

async function acceptTasks(id: string): Promise<AcceptedSection> {
  const response = await client.post(`/meetings/${id}/sections/actionItems/accept`)
  return (await response.json()) as AcceptedSection
}

const undo = (id: string, items: readonly ItemRevision[], by = client): Promise<Response> =>
  by.post(`/meetings/${id}/items/undo`, { items })

test('undoes the acceptance of a whole section, which can then be accepted again', async () => {
  const meeting = await reviewMeeting(client)
  const before = await tasksOf(meeting.id)
  const accepted = await acceptTasks(meeting.id)
  const response = await undo(meeting.id, accepted.items)
  expect(response.status).toBe(200)
  const undone = (await response.json()) as UndoneItems
  expect(undone.changedCount).toBe(0)
  const now = await tasksOf(meeting.id)
  expect(now.map(({ rev: _rev, ...item }) => item)).toEqual(
    before.map(({ rev: _rev, ...item }) => item),
  )
  expect(undone.items.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
    now.map(({ id, rev }) => ({ id, rev })).toSorted((a, b) => a.id.localeCompare(b.id)),
  )
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(0)
  expect((await acceptTasks(meeting.id)).acceptedCount).toBe(before.length)
})

test('keeps and counts items that were changed in between', async () => {
  const meeting = await reviewMeeting(client)
  const accepted = await acceptTasks(meeting.id)
  const touched = first(accepted.items)
  const rejected = await client.post(`/items/${touched.id}/reject`)
  expect(rejected.status).toBe(200)
  const undone = (await (await undo(meeting.id, accepted.items)).json()) as UndoneItems
  expect(undone).toMatchObject({ changedCount: 1 })
  expect(undone.items).toHaveLength(accepted.items.length - 1)
  const states = new Map((await tasksOf(meeting.id)).map((item) => [item.id, item.reviewState]))
  expect(states.get(touched.id)).toBe('rejected')
  expect([...states.values()].filter((state) => state === 'proposed')).toHaveLength(
    accepted.items.length - 1,
  )
  const again = (await (await undo(meeting.id, accepted.items)).json()) as UndoneItems
  expect(again).toEqual({ items: [], changedCount: accepted.items.length })
})

test('rejects another organisation, an accepted meeting and unknown items', async () => {
  const meeting = await reviewMeeting(client)
  const accepted = await acceptTasks(meeting.id)
  const stranger = await openTenant(installation, 'undo-items-other')
  expect(await refusalOf(await undo(meeting.id, accepted.items, stranger))).toBe('404 not_found')
  expect(await refusalOf(await undo(meeting.id, []))).toBe('422 invalid_request')
  const other = await reviewMeeting(client)
  const elsewhere = (await (await undo(other.id, accepted.items)).json()) as UndoneItems
  expect(elsewhere).toEqual({ items: [], changedCount: accepted.items.length })
  for (const name of ['decisions', 'openQuestions', 'participants', 'risks']) {
    await client.post(`/meetings/${meeting.id}/sections/${name}/accept`)
  }
  expect((await client.post(`/meetings/${meeting.id}/accept`)).status).toBe(200)
  expect(await refusalOf(await undo(meeting.id, accepted.items))).toBe('409 wrong_state')
})

test('keeps the keys of stored states, which outlive a release', async () => {
  const meeting = await reviewMeeting(client)
  const accepted = await acceptTasks(meeting.id)
  const [stored] = await installation.admin<{ before: Record<string, object[]> }[]>`
    select before from item_history where item_id = ${first(accepted.items).id}`
  const keysOf = (value: object | undefined) => Object.keys(value ?? {}).sort()
  expect(keysOf(stored?.before)).toEqual([
    'decidedAt',
    'decidedBy',
    'evidence',
    'evidenceState',
    'locks',
    'overrideNote',
    'people',
    'reviewState',
    'value',
  ])
  expect(keysOf(stored?.before['evidence']?.[0])).toEqual([
    'end_char',
    'ord',
    'ordinal',
    'quote',
    'rev',
    'speaker_id',
    'start_char',
    'state',
  ])
  expect(keysOf(stored?.before['people']?.[0])).toEqual([
    'accepted_as',
    'chosen',
    'is_owner',
    'name',
    'person_id',
    'place',
    'pointer',
    'speaker_id',
  ])
})
