import { afterAll, afterEach, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { readLive, type ServerEvent } from '../../ops/test/live-stream.ts'
import { addMember } from './test/members.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  readArtifacts,
  refusalOf,
  reviewMeeting,
} from './test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let owner: Client
let member: Awaited<ReturnType<typeof addMember>>
let other: Awaited<ReturnType<typeof addMember>>
const open: { cancel(): Promise<void> }[] = []

beforeAll(async () => {
  installation = await openInstallation()
  owner = await openTenant(installation, 'live')
  member = await addMember(installation, 'live', 'member', 'Member')
  other = await addMember(installation, 'live', 'member', 'Other')
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((stream) => stream.cancel()))
})
afterAll(() => installation.close())

async function listen(client: Client, headers: Record<string, string> = {}, query = '') {
  const response = await client.send(`/events${query}`, { headers })
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  const stream = readLive(response)
  open.push(stream)
  return stream
}

const of = (meetingId: string) => (event: ServerEvent) => event.data.meetingId === meetingId
const withStatus = (meetingId: string, status: string) => (event: ServerEvent) =>
  event.data.meetingId === meetingId && event.data.status === status

/** Opens a stream and waits for its first position: all later events will be delivered. */
async function openStream(client: Client) {
  const stream = await listen(client)
  const { event, id } = await stream.next()
  expect(event).toBe('reset')
  return { ...stream, place: id }
}

test('reports each step of a meeting in the order of its revisions', async () => {
  const stream = await openStream(owner)
  const { id } = await createMeeting(owner)
  await uploadTranscript(owner, id)
  const told = (await stream.until(withStatus(id, 'in_review'))).filter(of(id))
  // Several processes relay events, so only the revision tells their order.
  const events = told.toSorted((a, b) => Number(a.data.rev) - Number(b.data.rev))
  const lines = events.map(({ event, data }) => `${event} ${String(data.status)}`)
  // A long step is reported more than once.
  expect(lines.filter((line, at) => line !== lines[at - 1])).toEqual([
    'meeting.changed draft',
    'meeting.changed queued',
    'meeting.changed analysing',
    'meeting.changed in_review',
  ])
  expect(events.at(-1)?.data).toMatchObject({ itemCount: 8, decidedCount: 0, stage: null })
  expect(events.every(({ data }) => !('audience' in data))).toBe(true)
})

test('reports decisions with their items and the new counts', async () => {
  const meeting = await reviewMeeting(owner)
  const stream = await openStream(owner)
  const item = first(itemsOf(await readArtifacts(owner, meeting.id)))
  await owner.post(`/items/${item.id}/accept`)
  // Events of the meeting's own steps may still arrive before it.
  const changed = (await stream.until(({ event }) => event === 'items.changed')).at(-1)
  const counted = await stream.next()
  expect(changed).toMatchObject({
    event: 'items.changed',
    data: { meetingId: meeting.id, itemIds: [item.id] },
  })
  expect(counted).toMatchObject({ event: 'meeting.changed', data: { decidedCount: 1 } })
})

test('reports the end of a run that does not replace the current result', async () => {
  const { id } = await reviewMeeting(owner)
  const stream = await openStream(owner)
  const started = await owner.post(`/meetings/${id}/runs`)
  const { id: runId } = (await started.json()) as { id: string }
  const told = await stream.until(({ event }) => event === 'run.changed')
  expect(told.at(-1)?.data).toEqual({ meetingId: id, runId, state: 'done' })
})

test('delivers missed events once and in order after a reconnect', async () => {
  const stream = await openStream(owner)
  const one = await createMeeting(owner, { title: 'one' })
  const last = (await stream.until(of(one.id))).at(-1)?.id ?? ''
  const two = await createMeeting(owner, { title: 'two' })
  const three = await createMeeting(owner, { title: 'three' })
  await stream.until(of(three.id))
  const readers = [
    await listen(owner, { 'last-event-id': last }),
    await listen(owner, {}, `?lastEventId=${last}`),
  ]
  for (const again of readers) {
    const missed = await again.until(of(three.id))
    expect(missed.map(({ data }) => data.meetingId)).toEqual([two.id, three.id])
  }
})

test('sends its position first, so that the first reconnect misses nothing', async () => {
  const { place } = await openStream(owner)
  const { id } = await createMeeting(owner)
  const again = await listen(owner, { 'last-event-id': place })
  expect((await again.until(of(id))).map(({ data }) => data.meetingId)).toEqual([id])
})

test('sends a reset to a client with an unknown position', async () => {
  for (const id of ['1-1', 'nonsense', '999999999999999-0']) {
    const stream = await listen(owner, { 'last-event-id': id })
    const event = await stream.next()
    expect(event.event).toBe('reset')
  }
})

test('sends members only events of their own and shared meetings', async () => {
  const stream = await openStream(member)
  const secret = await createMeeting(other, { title: 'secret' })
  const shared = await createMeeting(other, { title: 'shared' })
  await other.send(`/meetings/${shared.id}/viewers`, {
    method: 'PUT',
    json: { userIds: [member.userId] },
  })
  await other.send(`/meetings/${shared.id}`, { method: 'PATCH', json: { title: 'shared again' } })
  await other.send(`/meetings/${secret.id}`, { method: 'PATCH', json: { title: 'still secret' } })
  const own = await createMeeting(member)
  const heard = await stream.until(of(own.id))
  const ids = new Set(heard.map(({ data }) => data.meetingId))
  expect(ids.has(shared.id)).toBe(true)
  expect(ids.has(secret.id)).toBe(false)
})

test('reports a deleted meeting only to people who could see it', async () => {
  const { id } = await createMeeting(other)
  await other.send(`/meetings/${id}/viewers`, { method: 'PUT', json: { userIds: [member.userId] } })
  const hidden = await createMeeting(other)
  const streams = { viewer: await openStream(member), admin: await openStream(owner) }
  await other.send(`/meetings/${hidden.id}`, { method: 'DELETE' })
  await other.send(`/meetings/${id}`, { method: 'DELETE' })
  const isGone = (event: ServerEvent) => of(id)(event) && event.data.deleted === true
  const toViewer = await streams.viewer.until(isGone)
  expect(toViewer.some(of(hidden.id))).toBe(false)
  expect(toViewer.every(({ data }) => !('audience' in data))).toBe(true)
  expect((await streams.admin.until(isGone)).some(of(hidden.id))).toBe(true)
})

test('sends no event to another tenant', async () => {
  const foreign = await openTenant(installation, 'live-foreign')
  const stream = await openStream(foreign)
  await createMeeting(owner, { title: 'not for you' })
  const own = await createMeeting(foreign)
  expect((await stream.until(of(own.id))).map(({ data }) => data.meetingId)).toEqual([own.id])
})

test('makes a member whose role changed reconnect once with the new role', async () => {
  const viewer = await addMember(installation, 'live', 'viewer', 'Promoted')
  const stream = await openStream(viewer)
  const changed = await owner.send(`/members/${viewer.userId}`, {
    method: 'PATCH',
    json: { role: 'member' },
  })
  expect(changed.status).toBe(200)
  const last = await stream.next()
  expect(last.event).toBe('reset')
  const again = await listen(viewer, { 'last-event-id': last.id ?? '' })
  const { id } = await createMeeting(viewer)
  await again.until(of(id))
})

test('rejects a stream without a session', async () => {
  const response = await installation.request('live', '/api/v1/events')
  expect(await refusalOf(response)).toBe('401 unauthenticated')
})
