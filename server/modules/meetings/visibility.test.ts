import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  first,
  itemsOf,
  openTenant,
  problemOf,
  readArtifacts,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { MeetingPage, MeetingView, ViewersView } from './contract.ts'

setDefaultTimeout(60_000)

type Member = Awaited<ReturnType<typeof addMember>>

let installation: TestInstallation
let owner: Client
let admin: Member
let author: Member
let member: Member
let other: Member
let viewer: Member

beforeAll(async () => {
  installation = await openInstallation()
  owner = await openTenant(installation, 'roles')
  const add = (role: Parameters<typeof addMember>[2], name: string) =>
    addMember(installation, 'roles', role, name)
  admin = await add('admin', 'Admin')
  author = await add('author', 'Author')
  member = await add('member', 'Member')
  other = await add('member', 'Other')
  viewer = await add('viewer', 'Viewer')
})
afterAll(() => installation.close())

const listed = async (client: Client): Promise<string[]> =>
  (await client.get<MeetingPage>('/meetings?limit=100')).data.map(({ id }) => id)
const setViewers = (client: Client, id: string, userIds: string[]) =>
  client.send(`/meetings/${id}/viewers`, { method: 'PUT', json: { userIds } })

test('lets a viewer read shared meetings and write nothing', async () => {
  const meeting = await reviewMeeting(member)
  await setViewers(member, meeting.id, [viewer.userId])
  expect(await listed(viewer)).toEqual([meeting.id])
  const item = first(itemsOf(await readArtifacts(viewer, meeting.id)))
  const person = first((await owner.get<{ data: { id: string }[] }>('/members')).data)
  const writes: [method: string, path: string, json?: object][] = [
    ['POST', '/meetings', { title: 'x', scenario: { id: 'general-minutes' } }],
    ['PATCH', `/meetings/${meeting.id}`, { title: 'x' }],
    ['DELETE', `/meetings/${meeting.id}`],
    ['POST', `/meetings/${meeting.id}/accept`],
    ['POST', `/meetings/${meeting.id}/runs`],
    ['POST', `/meetings/${meeting.id}/transfer`, { userId: person.id }],
    ['PUT', `/meetings/${meeting.id}/viewers`, { userIds: [] }],
    ['POST', `/items/${item.id}/accept`],
    ['PATCH', `/items/${item.id}`, { value: { statement: 'x' } }],
    ['POST', '/clients', { name: 'x' }],
    ['POST', '/people', { name: 'x' }],
  ]
  for (const [method, path, json] of writes) {
    const response = await viewer.send(path, { method, ...(json ? { json } : {}) })
    expect(`${method} ${path} ${await refusalOf(response)}`).toBe(`${method} ${path} 403 forbidden`)
  }
})

test('shows a member only their own and shared meetings', async () => {
  const mine = await createMeeting(member)
  const theirs = await reviewMeeting(other)
  expect(await listed(member)).toContain(mine.id)
  expect(await listed(member)).not.toContain(theirs.id)
  const item = first(itemsOf(await readArtifacts(other, theirs.id)))
  const reads = [
    '',
    '/artifacts',
    '/transcript',
    '/transcript.vtt',
    '/history',
    '/coverage',
    '/runs',
    '/viewers',
    '/export',
  ]
  for (const path of reads) {
    const response = await member.send(`/meetings/${theirs.id}${path}`)
    expect(`${path} ${await refusalOf(response)}`).toBe(`${path} 404 not_found`)
  }
  expect(await refusalOf(await member.send(`/items/${item.id}`))).toBe('404 not_found')
  expect(await refusalOf(await member.post(`/items/${item.id}/accept`))).toBe('404 not_found')
  expect(
    (await member.get<{ data: { id: string }[] }>('/items?limit=100')).data,
  ).not.toContainEqual(expect.objectContaining({ id: item.id }))
})

test('lets a member read but not change a meeting that is shared with them', async () => {
  const meeting = await reviewMeeting(member)
  await setViewers(member, meeting.id, [other.userId])
  const item = first(itemsOf(await readArtifacts(other, meeting.id)))
  const tries = [
    other.send(`/meetings/${meeting.id}`, { method: 'PATCH', json: { title: 'x' } }),
    other.send(`/meetings/${meeting.id}`, { method: 'DELETE' }),
    other.post(`/items/${item.id}/accept`),
    setViewers(other, meeting.id, []),
    other.post(`/meetings/${meeting.id}/transfer`, { userId: other.userId }),
    other.post(`/meetings/${meeting.id}/cancel`),
  ]
  for (const response of await Promise.all(tries))
    expect(await refusalOf(response)).toBe('403 forbidden')
  await setViewers(member, meeting.id, [])
  expect(await refusalOf(await other.send(`/meetings/${meeting.id}`))).toBe('404 not_found')
})

test('lets the owner and admins change every meeting, and authors only their own', async () => {
  const meeting = await reviewMeeting(member)
  for (const client of [owner, admin]) {
    expect(await listed(client)).toContain(meeting.id)
    const item = first(itemsOf(await readArtifacts(client, meeting.id)))
    expect((await client.post(`/items/${item.id}/accept`)).status).toBe(200)
  }
  expect(await refusalOf(await author.send(`/meetings/${meeting.id}`))).toBe('404 not_found')
  expect((await createMeeting(author)).owner.id).toBe(author.userId)
})

test('replaces the list of viewers, leaves out the owner and rejects users who are not members', async () => {
  const { id } = await createMeeting(member)
  const twice = [viewer.userId.toUpperCase(), member.userId, other.userId]
  const set = (await (await setViewers(member, id, twice)).json()) as ViewersView
  expect(set.data.map(({ name }) => name)).toEqual(['Other', 'Viewer'])
  expect(await member.get<ViewersView>(`/meetings/${id}/viewers`)).toEqual(set)
  const { errors } = await problemOf(
    await setViewers(member, id, [viewer.userId, crypto.randomUUID()]),
  )
  expect(errors).toEqual([{ pointer: '/userIds/1', detail: 'no such member' }])
  const same = await setViewers(member, id, [viewer.userId, viewer.userId.toUpperCase()])
  expect(((await same.json()) as ViewersView).data).toHaveLength(1)
})

test('transfers a meeting to one owner and lets the previous owner read it', async () => {
  const { id } = await createMeeting(member)
  const give = (client: Client, userId: string) =>
    client.post(`/meetings/${id}/transfer`, { userId })
  const given = (await (await give(member, other.userId)).json()) as MeetingView
  expect(given.owner).toMatchObject({ id: other.userId })
  expect(await refusalOf(await give(member, member.userId))).toBe('403 forbidden')
  expect((await member.get<MeetingView>(`/meetings/${id}`)).owner.id).toBe(other.userId)
  expect((await give(other, other.userId)).status).toBe(200)
  const access = await installation.admin`
    select kind from meeting_access where meeting_id = ${id} order by kind`
  expect(access.map(({ kind }) => kind as string)).toEqual(['owner', 'viewer'])
})

test('counts only the visible meetings of a client', async () => {
  const created = await member.post('/clients', { name: 'Shared client' })
  const { id } = (await created.json()) as { id: string }
  await createMeeting(member, { clientId: id })
  const countFor = async (client: Client) =>
    (await client.get<{ meetingCount: number }>(`/clients/${id}`)).meetingCount
  expect([await countFor(member), await countFor(admin), await countFor(other)]).toEqual([1, 1, 0])
})

test('does not delete a client of meetings that the user may not change, and only counts those', async () => {
  const created = await member.post('/clients', { name: 'Held by others' })
  const { id } = (await created.json()) as { id: string }
  const meeting = await createMeeting(member, { clientId: id, title: 'Secret of the member' })
  expect(await other.get<unknown>(`/clients/${id}/usage`)).toEqual({
    meetingCount: 1,
    foreignMeetingCount: 1,
    peopleCount: 0,
  })
  const remove = (client: Client) => client.send(`/clients/${id}?moveTo=none`, { method: 'DELETE' })
  const refused = await problemOf(await remove(other))
  expect([refused.status, refused.code]).toEqual([409, 'in_use'])
  expect(JSON.stringify(refused)).not.toContain('Secret')
  expect((await member.get<MeetingView>(`/meetings/${meeting.id}`)).client?.id).toBe(id)
  expect((await remove(admin)).status).toBe(204)
  expect((await member.get<MeetingView>(`/meetings/${meeting.id}`)).client).toBe(null)
})
