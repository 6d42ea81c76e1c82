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
  itemsOf,
  openTenant,
  problemOf,
  refusalOf,
  readArtifacts,
  untilStatus,
} from '../../../http/test/meetings.ts'
import { addMember } from '../../../http/test/members.ts'
import { copyOf, publishDirectly } from '../../scenarios/test/own-scenarios.ts'
import type { BackfillList, BackfillView, ComparisonView, RunList } from '../contract.ts'

setDefaultTimeout(120_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'backfill')
  for (const version of ['1.0.0', '1.1.0']) {
    await publishDirectly(
      installation,
      'backfill',
      await copyOf('general-minutes', 'house', version),
    )
  }
})
afterAll(() => installation.close())

async function acceptedMeeting(): Promise<string> {
  const { id } = await createMeeting(client, { scenario: { id: 'house', version: '1.0.0' } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  for (const item of itemsOf(await readArtifacts(client, id))) {
    await client.post(`/items/${item.id}/accept`, {})
  }
  expect((await client.post(`/meetings/${id}/accept`)).status).toBe(200)
  return id
}

const ask = (json: object, of: Client = client) => of.post('/scenarios/house/backfill', json)

test('runs a version over accepted meetings for comparison, and keeps the accepted results', async () => {
  const meetingIds = [await acceptedMeeting(), await acceptedMeeting()]
  const before = await Promise.all(meetingIds.map((id) => readArtifacts(client, id)))
  const response = await ask({ version: '1.1.0', meetingIds })
  expect(response.status).toBe(202)
  const { data } = (await response.json()) as BackfillView
  expect(data.map(({ meetingId }) => meetingId).toSorted()).toEqual(meetingIds.toSorted())
  for (const { meetingId, run, besideRunId } of data) {
    await eventually(async () => {
      const { data: runs } = await client.get<RunList>(`/meetings/${meetingId}/runs`)
      return runs.find(({ id }) => id === run.id)?.state === 'done'
    })
    const compared = await client.get<ComparisonView>(
      `/meetings/${meetingId}/runs/${besideRunId}/compare/${run.id}`,
    )
    expect(compared.b.scenario).toMatchObject({ id: 'house', version: '1.1.0' })
    expect(compared.sections.flatMap(({ both }) => both).length).toBeGreaterThan(0)
  }
  expect(await Promise.all(meetingIds.map((id) => readArtifacts(client, id)))).toEqual(before)

  const { data: seen } = await client.get<BackfillList>('/scenarios/house/backfill?version=1.1.0')
  expect(seen.map(({ meeting, run, besideRunId }) => [meeting.id, run.id, besideRunId])).toEqual(
    expect.arrayContaining(data.map((one) => [one.meetingId, one.run.id, one.besideRunId])),
  )
  // The counts equal those of the comparison.
  for (const { meeting, run, besideRunId, found } of seen) {
    const { sections } = await client.get<ComparisonView>(
      `/meetings/${meeting.id}/runs/${besideRunId}/compare/${run.id}`,
    )
    const both = sections.flatMap((section) => section.both)
    expect(both.length).toBeGreaterThan(0)
    expect(found).toEqual({
      same: both.filter(({ changed }) => changed.length === 0).length,
      changed: both.filter(({ changed }) => changed.length > 0).length,
      lost: sections.flatMap(({ onlyInA }) => onlyInA).length,
      lostAccepted: 0,
      added: sections.flatMap(({ onlyInB }) => onlyInB).length,
    })
  }
  // Clients poll the list while a run is in progress, so nothing is counted.
  const setState = (state: string) =>
    installation.admin`update runs set state = ${state} where id = ${data[0]?.run.id ?? ''}`
  await setState('running')
  const { data: meanwhile } = await client.get<BackfillList>('/scenarios/house/backfill')
  expect(meanwhile.map(({ found }) => found)).toEqual(meanwhile.map(() => null))
  await setState('done')
  expect(seen[0]).toMatchObject({ meeting: { title: 'Pilot' }, run: { state: 'done' } })
  // A meeting's current run is not part of the backfill.
  expect(await client.get<BackfillList>('/scenarios/house/backfill?version=1.0.0')).toEqual({
    data: [],
  })
})

test('shows authors the progress of a backfill for the meetings they may see', async () => {
  const response = await ask({ version: '1.1.0', meetingIds: [await acceptedMeeting()] })
  expect(response.status).toBe(202)
  const path = '/scenarios/house/backfill?version=1.1.0'
  const author = await addMember(installation, 'backfill', 'author', 'Abe')
  expect(await author.get<BackfillList>(path)).toEqual({ data: [] })
  const viewer = await addMember(installation, 'backfill', 'viewer', 'Val')
  expect(await refusalOf(await viewer.send(path))).toBe('403 forbidden')
  const stranger = await openTenant(installation, 'backfill-stranger')
  expect(await refusalOf(await stranger.send(path))).toBe('404 not_found')
  const { data } = await client.get<BackfillList>('/scenarios/house/backfill')
  expect(data.every(({ run }) => run.scenario.version === '1.1.0')).toBe(true)
  expect(await client.get<BackfillList>('/scenarios/general-minutes/backfill')).toEqual({
    data: [],
  })
})

test('rejects the whole backfill and names the meeting that cannot run it', async () => {
  const sound = await acceptedMeeting()
  const { id: empty } = await createMeeting(client, { scenario: { id: 'house', version: '1.0.0' } })
  const runsOf = () => client.get<RunList>(`/meetings/${sound}/runs`)
  const before = await runsOf()
  const refused = await problemOf(await ask({ version: '1.1.0', meetingIds: [sound, empty] }))
  expect(`${refused.status} ${refused.code}`).toBe('409 wrong_state')
  expect(refused.errors?.[0]?.pointer).toBe('/meetingIds/1')
  const unknown = await problemOf(await ask({ version: '9.0.0', meetingIds: [sound] }))
  expect(`${unknown.status} ${unknown.code}`).toBe('422 unknown_scenario')
  expect(await runsOf()).toEqual(before)
})

test('lets an author run it only over meetings that they may change', async () => {
  const meetingIds = [await acceptedMeeting()]
  const author = await addMember(installation, 'backfill', 'author', 'Ada')
  const hidden = await problemOf(await ask({ version: '1.1.0', meetingIds }, author))
  expect(`${hidden.status} ${hidden.code}`).toBe('404 not_found')
  const viewer = await addMember(installation, 'backfill', 'viewer', 'Vi')
  const refused = await problemOf(await ask({ version: '1.1.0', meetingIds }, viewer))
  expect(`${refused.status} ${refused.code}`).toBe('403 forbidden')
})
