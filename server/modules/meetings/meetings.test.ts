import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../ops/test/installation.ts'
import { listFiles } from '../../http/test/files.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
  refusalOf,
  reviewMeeting,
} from '../../http/test/meetings.ts'
import type { MeetingPage, MeetingView } from './contract.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'meetings')
})
afterAll(() => installation.close())

const list = (who: Client, query = '') => who.get<MeetingPage>(`/meetings?${query}`)
const titles = async (who: Client, query: string) =>
  (await list(who, query)).data.map(({ title }) => title)

test('creates a draft with the given details', async () => {
  const meeting = await createMeeting(client, {
    title: '  Weekly status ',
    startedAt: '2026-11-18T10:00:00+01:00',
    participants: [{ name: ' Anna Kern ', role: 'Lead' }],
  })
  expect(meeting).toMatchObject({
    title: 'Weekly status',
    status: 'draft',
    scenario: { id: 'general-minutes' },
    startedAt: '2026-11-18T10:00:00+01:00',
    participants: [{ name: 'Anna Kern', role: 'Lead', personId: null }],
    hasTranscript: false,
    itemCount: 0,
    rev: 1,
  })
  expect(meeting.updatedAt).toBe(meeting.createdAt)
  expect(await readMeeting(client, meeting.id)).toEqual(meeting)
})

test('returns complete pages without duplicates while meetings are added', async () => {
  const own = await openTenant(installation, 'paging')
  const before: string[] = []
  for (let n = 0; n < 23; n++) before.push((await createMeeting(own, { title: `M${n}` })).id)
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: MeetingPage = await list(
      own,
      `limit=4${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
    )
    seen.push(...page.data.map(({ id }) => id))
    expect(page.hasMore).toBe(page.nextCursor !== null)
    cursor = page.nextCursor
    await createMeeting(own, { title: 'added meanwhile' })
  }
  expect(seen).toEqual(before.toReversed())
})

test('filters lists by status, client, scenario, owner, time and text', async () => {
  const own = await openTenant(installation, 'filters')
  const response = await own.post('/clients', { name: 'Alpha' })
  const { id: clientId } = (await response.json()) as { id: string }
  const alpha = await createMeeting(own, {
    title: 'Alpha kick-off',
    clientId,
    startedAt: '2026-01-10T09:00:00Z',
  })
  await createMeeting(own, {
    title: 'Beta 100%',
    participants: [{ name: 'Пётр Ёлкин' }],
    startedAt: '2026-03-10T09:00:00Z',
  })
  await reviewMeeting(own)
  expect(await titles(own, `clientId=${clientId}`)).toEqual(['Alpha kick-off'])
  expect(await titles(own, 'status=in_review')).toEqual(['Pilot'])
  expect(await titles(own, 'from=2026-01-01T00:00:00Z&to=2026-02-01T00:00:00Z')).toEqual([
    'Alpha kick-off',
  ])
  expect(await titles(own, 'to=2026-01-10T09:00:00Z')).toEqual([])
  expect(await titles(own, 'from=2026-01-10T09:00:00Z&to=2026-01-10T09:00:01Z')).toEqual([
    'Alpha kick-off',
  ])
  expect(await titles(own, `q=${encodeURIComponent('KICK')}`)).toEqual(['Alpha kick-off'])
  expect(await titles(own, `q=${encodeURIComponent('ёлкин')}`)).toEqual(['Beta 100%'])
  expect(await titles(own, `q=${encodeURIComponent('елкин')}`)).toEqual(['Beta 100%'])
  expect(await titles(own, 'q=0%25')).toEqual(['Beta 100%'])
  expect(await titles(own, 'scenario=none')).toEqual([])
  expect(await titles(own, `scenario=general-minutes&ownerId=${alpha.owner.id}`)).toHaveLength(3)
  expect(await titles(own, `ownerId=${crypto.randomUUID()}`)).toEqual([])
})

test('returns full pages of meetings with a transcript or with a result', async () => {
  const own = await openTenant(installation, 'furnished')
  const { id } = await reviewMeeting(own)
  const spoken = await reviewMeeting(own)
  const bare = await createMeeting(own)
  await installation.admin`update meetings set current_run_id = null where id = ${spoken.id}`
  const idsOf = async (query: string) => (await list(own, query)).data.map((one) => one.id)
  expect(await idsOf('limit=5')).toEqual([bare.id, spoken.id, id])
  expect(await idsOf('has=transcript&limit=2')).toEqual([spoken.id, id])
  const { data, nextCursor } = await list(own, 'has=result&limit=1')
  expect([data.map((one) => one.id), nextCursor]).toEqual([[id], null])
  expect(await refusalOf(await own.send('/meetings?has=nothing'))).toBe('422 invalid_request')
})

test('changes only the given fields and raises the revision', async () => {
  const meeting = await createMeeting(client, { participants: [{ name: 'A' }, { name: 'B' }] })
  const change = async (json: object) =>
    (await (
      await client.send(`/meetings/${meeting.id}`, { method: 'PATCH', json })
    ).json()) as MeetingView
  const renamed = await change({ title: 'Renamed' })
  expect(renamed).toEqual({ ...meeting, title: 'Renamed', rev: 2, updatedAt: renamed.updatedAt })
  expect((await change({ participants: [{ name: 'C' }] })).participants).toMatchObject([
    { name: 'C' },
  ])
  expect((await change({ participants: [], startedAt: null })).participants).toEqual([])
  const empty = await client.send(`/meetings/${meeting.id}`, { method: 'PATCH', json: {} })
  expect(await refusalOf(empty)).toBe('422 invalid_request')
})

test('deletes a meeting with its rows and files, also when the id was sent in upper case', async () => {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id.toUpperCase())
  await eventually(async () => (await readMeeting(client, id)).status === 'in_review')
  expect(await listFiles(installation, id)).toHaveLength(1)
  expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
  expect(await refusalOf(await client.send(`/meetings/${id}`))).toBe('404 not_found')
  expect(await refusalOf(await client.send(`/meetings/${id}`, { method: 'DELETE' }))).toBe(
    '404 not_found',
  )
  await eventually(async () => (await listFiles(installation, id)).length === 0)
  for (const table of ['transcripts', 'runs', 'participants', 'meeting_access', 'meeting_events']) {
    const rows = await installation.admin`
      select 1 from ${installation.admin(table)} where meeting_id = ${id}`
    expect(`${table} ${rows.length}`).toBe(`${table} 0`)
  }
  expect(
    await installation.admin`select 1 from items i left join runs r on r.id = i.run_id where r.id is null`,
  ).toHaveLength(0)
  const [line] = await installation.admin`
    select action from audit_log where subject_id = ${id} order by id desc limit 1`
  expect(line?.action).toBe('meeting.deleted')
})
