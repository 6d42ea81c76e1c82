import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import { demoSamples } from '../../../tenants/demo/samples.ts'
import {
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
  untilStatus,
} from '../../http/test/meetings.ts'
import { addMember } from '../../http/test/members.ts'
import type { SampleMeetings } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

async function bring(client: Client): Promise<SampleMeetings['data']> {
  const response = await client.post('/samples')
  expect(response.status).toBe(201)
  return ((await response.json()) as SampleMeetings).data
}
const countMeetings = async (client: Client): Promise<number> =>
  (await client.get<{ data: object[] }>('/meetings?limit=100')).data.length

test('sample meetings reach review, and a repeated request returns the same meetings', async () => {
  const client = await openTenant(installation, 'samples')
  const data = await bring(client)
  expect(data.map(({ title }) => title)).toEqual(demoSamples.map(({ title }) => title))
  for (const { meetingId } of data) await untilStatus(client, meetingId, 'in_review')
  expect(await bring(client)).toEqual(data)
  expect(await countMeetings(client)).toBe(2)
  const { data: clients } = await client.get<{ data: { name: string }[] }>('/clients')
  expect(clients.map(({ name }) => name).toSorted()).toEqual(['Moorly', 'Амбарика'])
})

test('several requests at once bring them once', async () => {
  const client = await openTenant(installation, 'samples-twice')
  const answers = await Promise.all(Array.from({ length: 4 }, () => client.post('/samples')))
  const statuses = answers.map(({ status }) => status)
  expect(statuses).toContain(201)
  expect(statuses.every((status) => status === 201 || status === 503)).toBe(true)
  expect(await countMeetings(client)).toBe(2)
})

test('resumes what was left half done, and leaves other meetings of the same title alone', async () => {
  const client = await openTenant(installation, 'samples-half')
  const { title = '', clientName = '' } = demoSamples[0] ?? {}
  const own = await createMeeting(client, { title })
  const { id: clientId } = (await (await client.post('/clients', { name: clientName })).json()) as {
    id: string
  }
  const begun = await createMeeting(client, { title, clientId })
  const [first] = await bring(client)
  expect(first?.meetingId).toBe(begun.id)
  await untilStatus(client, begun.id, 'in_review')
  expect(await countMeetings(client)).toBe(3)
  expect((await readMeeting(client, own.id)).status).toBe('draft')
})

test('each person has samples of their own; viewers bring none', async () => {
  const owner = await openTenant(installation, 'samples-own')
  const member = await addMember(installation, 'samples-own', 'member', 'Mia')
  const viewer = await addMember(installation, 'samples-own', 'viewer', 'Vic')
  const [ofOwner] = await bring(owner)
  const [ofMember] = await bring(member)
  expect(ofMember?.meetingId).not.toBe(ofOwner?.meetingId ?? '')
  expect((await member.send(`/meetings/${ofMember?.meetingId}`)).status).toBe(200)
  expect((await viewer.post('/samples')).status).toBe(403)
})
