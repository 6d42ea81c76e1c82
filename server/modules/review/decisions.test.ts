import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  first,
  type ItemView,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  readMeeting,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import type { MeetingView } from '../meetings/contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let meeting: MeetingView
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'decide')
  meeting = await reviewMeeting(client)
})
afterAll(() => installation.close())

const itemsIn = async (section: string): Promise<ItemView[]> =>
  itemsOf(await readArtifacts(client, meeting.id)).filter((item) => item.section === section)
const read = (id: string) => client.get<ItemView>(`/items/${id}`)

async function act(id: string, action: string, json?: object): Promise<ItemView> {
  const response = await client.post(`/items/${id}/${action}`, json)
  if (!response.ok) throw new Error(`${action}: ${await response.text()}`)
  return (await response.json()) as ItemView
}

async function edit(id: string, value: object): Promise<ItemView> {
  const response = await client.send(`/items/${id}`, { method: 'PATCH', json: { value } })
  if (!response.ok) throw new Error(`edit: ${await response.text()}`)
  return (await response.json()) as ItemView
}

const withoutRev = ({ rev: _rev, ...item }: ItemView) => item

test('records who accepted, rejected or reopened an item, and when', async () => {
  const item = first(await itemsIn('decisions'))
  const accepted = await act(item.id, 'accept', {})
  expect(accepted).toMatchObject({
    reviewState: 'accepted',
    locked: true,
    edited: false,
    canUndo: true,
    decidedBy: { id: meeting.owner.id, name: 'owner' },
  })
  expect(Date.parse(accepted.decidedAt ?? '')).toBeGreaterThan(Date.parse(meeting.createdAt))
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(1)
  expect((await act(item.id, 'reject')).reviewState).toBe('rejected')
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(1)
  const reopened = await act(item.id, 'reopen')
  expect(reopened).toMatchObject({ reviewState: 'proposed', locked: false, decidedBy: null })
  expect(reopened.rev).toBe(item.rev + 3)
  expect((await readMeeting(client, meeting.id)).decidedCount).toBe(0)
  expect(await read(item.id)).toEqual(reopened)
})

test('undoes changes step by step back to the proposal of the run', async () => {
  const [item] = await itemsIn('actionItems')
  if (!item) throw new Error('the talk was read differently')
  const states = [item]
  states.push(await edit(item.id, { task: 'I will send the signed contract by Friday.' }))
  states.push(await act(item.id, 'accept', {}))
  states.push(await edit(item.id, { owner: 'Boris Wolf', priority: 'high' }))
  states.push(await act(item.id, 'reject'))
  for (const before of states.slice(0, -1).toReversed()) {
    const undone = await act(item.id, 'undo')
    expect(withoutRev(undone)).toEqual(withoutRev(before))
  }
  expect(await refusalOf(await client.post(`/items/${item.id}/undo`))).toBe('409 nothing_to_undo')
  const again = await act(item.id, 'accept', {})
  expect(withoutRev(await act(item.id, 'undo'))).toEqual(withoutRev(item))
  expect(again.reviewState).toBe('accepted')
})

test('grounds an edit again: spoken words stay verified, numbers that were not said do not', async () => {
  const [item] = await itemsIn('risks')
  if (!item) throw new Error('the talk was read differently')
  const kept = await edit(item.id, { statement: 'The scanners may arrive too late.' })
  expect(kept).toMatchObject({ evidenceState: 'verified', locked: true, edited: true })
  expect(kept.evidence).toEqual(item.evidence)
  const stretched = await edit(item.id, { statement: 'The scanners may arrive 17 weeks too late.' })
  expect(stretched.evidenceState).toBe('weak')
  const invented = await edit(item.id, { statement: 'Marketing dislikes purple elephants.' })
  expect(invented.evidenceState).toBe('unsupported')
})

test('rejects an edit that does not fit the scenario, with pointers, and changes nothing', async () => {
  const [item] = await itemsIn('openQuestions')
  if (!item) throw new Error('the talk was read differently')
  const tries: [value: object, pointers: string[]][] = [
    [{ question: '' }, ['/value/question']],
    [{ question: null }, ['/value/question']],
    [{ question: 5 }, ['/value/question']],
    [{ question: 'x'.repeat(501) }, ['/value/question']],
    [{ state: 'forgotten' }, ['/value/state']],
    [{ nonsense: 'x', 'a/b~c': 1 }, ['/value/nonsense', '/value/a~1b~0c']],
    [{ question: { deep: true }, state: 1 }, ['/value/question', '/value/state']],
    [{}, ['/value']],
  ]
  for (const [value, pointers] of tries) {
    const response = await client.send(`/items/${item.id}`, { method: 'PATCH', json: { value } })
    const { status, errors } = await problemOf(response)
    const found = [...new Set(errors.map(({ pointer }) => pointer))]
    expect({ value, status, found: found.toSorted() }).toEqual({
      value,
      status: 422,
      found: pointers.toSorted(),
    })
  }
  expect(await read(item.id)).toEqual(item)
})

test('clears an optional field with null, and stores typed dates', async () => {
  const item = (await itemsIn('actionItems'))[1]
  if (!item) throw new Error('the talk was read differently')
  expect(item.value.dueText).toBeDefined()
  const emptied = await edit(item.id, { dueText: null, dueOn: '2026-12-01' })
  expect(emptied.value).not.toHaveProperty('dueText')
  const typed = await installation.admin`
    select pointer, date::text from item_fields where item_id = ${item.id} and date is not null`
  expect([...typed].map((row) => ({ ...row }))).toEqual([{ pointer: '/dueOn', date: '2026-12-01' }])
  const bad = await client.send(`/items/${item.id}`, {
    method: 'PATCH',
    json: { value: { dueOn: '2026-02-30' } },
  })
  expect((await problemOf(bad)).errors[0]?.pointer).toBe('/value/dueOn')
})

test('accepts an unsupported item only with a note', async () => {
  const [item] = await itemsIn('decisions')
  if (!item) throw new Error('the talk was read differently')
  await installation.admin`
    update items set evidence_state = 'unsupported' where id = ${item.id}`
  const refused = await client.post(`/items/${item.id}/accept`)
  const { status, code, errors } = await problemOf(refused)
  expect(`${status} ${code} ${errors[0]?.pointer}`).toBe('409 override_needed /overrideNote')
  expect((await client.post(`/items/${item.id}/accept`, { overrideNote: 'x' })).status).toBe(422)
  const accepted = await act(item.id, 'accept', { overrideNote: 'Agreed by phone afterwards.' })
  expect(accepted).toMatchObject({
    reviewState: 'accepted',
    overrideNote: 'Agreed by phone afterwards.',
  })
  expect((await act(item.id, 'reopen')).overrideNote).toBeNull()
  expect((await act(item.id, 'reject')).reviewState).toBe('rejected')
})

test('applies the decisions of two people at the same time one after the other', async () => {
  const item = first(await itemsIn('participants'))
  const answers = await Promise.all(
    ['accept', 'reject', 'accept', 'reject'].map((action) =>
      client.post(`/items/${item.id}/${action}`),
    ),
  )
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const [history] = await installation.admin<{ changes: number }[]>`
    select count(*)::int as changes from item_history where item_id = ${item.id}`
  // A repeated decision changes nothing: two to four changes, each recorded.
  expect(history?.changes).toBeGreaterThanOrEqual(2)
  expect((await read(item.id)).rev).toBe(item.rev + (history?.changes ?? 0))
})

test('audits each decision without the text of the meeting', async () => {
  const lines = await installation.admin<{ action: string; data: string; actor_id: string }[]>`
    select action, data::text, actor_id from audit_log where action like 'item.%'`
  const actions = new Set(lines.map(({ action }) => action))
  expect(actions).toEqual(
    new Set(['item.accept', 'item.reject', 'item.reopen', 'item.edited', 'item.undone']),
  )
  expect(lines.every(({ actor_id }) => actor_id === meeting.owner.id)).toBe(true)
  expect(lines.filter(({ data }) => /contract|scanners|elephants/.test(data))).toEqual([])
})

test('undoes a repeated decision in one step', async () => {
  const [item] = await itemsIn('actionItems')
  if (!item) throw new Error('the talk was read differently')
  const open = await act(item.id, 'reopen')
  const once = await act(item.id, 'accept', {})
  expect(await act(item.id, 'accept', {})).toEqual(once)
  expect(await edit(item.id, { task: String(once.value.task) })).toEqual(once)
  expect((await act(item.id, 'undo')).reviewState).toBe(open.reviewState)
})

test('treats a blank note as missing', async () => {
  const [item] = await itemsIn('risks')
  if (!item) throw new Error('the talk was read differently')
  const blank = await client.post(`/items/${item.id}/accept`, { overrideNote: '    ' })
  expect(await refusalOf(blank)).toBe('422 invalid_request')
})

test('does not record a repeated decision as a second change', async () => {
  const [item] = await itemsIn('participants')
  if (!item) throw new Error('the talk was read differently')
  const rejected = await act(item.id, 'reject')
  expect(await act(item.id, 'reject')).toEqual(rejected)
  expect((await act(item.id, 'undo')).rev).toBe(rejected.rev + 1)
})
