import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readArtifacts,
  untilStatus,
} from '../../http/test/meetings.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'days')
})
afterAll(() => installation.close())

const TALK =
  'Anna: I will send the report by tomorrow.\nBoris: I will send the deck by Friday.\nAnna: Thank you all.\n'

/** Due dates of the two tasks of a meeting with this start. */
async function dueDates(startedAt: string): Promise<unknown[]> {
  const { id } = await createMeeting(client, { startedAt })
  await uploadTranscript(client, id, TALK)
  await untilStatus(client, id, 'in_review')
  const { sections } = await readArtifacts(client, id)
  return sections
    .filter(({ name }) => name === 'actionItems')
    .flatMap(({ items }) => items.map(({ value }) => value['dueOn'] ?? null))
}

test('counts due dates from the local date of the meeting', async () => {
  expect(await dueDates('2026-09-14T17:30:00-07:00')).toEqual(['2026-09-15', '2026-09-18'])
  expect(await dueDates('2026-09-17T17:30:00-07:00')).toEqual(['2026-09-18', '2026-09-18'])
  expect(await dueDates('2026-09-15T05:00:00+09:00')).toEqual(['2026-09-16', '2026-09-18'])
})

test('uses the time zone of the organisation without an offset', async () => {
  expect(await dueDates('2026-09-15T00:30:00Z')).toEqual(['2026-09-16', '2026-09-18'])
  const { admin } = installation
  await admin`update tenants set time_zone = 'America/Los_Angeles' where slug = 'days'`
  expect(await dueDates('2026-09-15T00:30:00Z')).toEqual(['2026-09-15', '2026-09-18'])
  await admin`update tenants set time_zone = 'UTC' where slug = 'days'`
})
