import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import {
  first,
  itemsOf,
  openTenant,
  readArtifacts,
  reviewMeeting,
  talk,
} from '../http/test/meetings.ts'
import { fillAllReferences } from './fill-references.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
beforeAll(async () => {
  installation = await openInstallation()
})
afterAll(() => installation.close())

test('fills in the references of results from older releases, in every organisation', async () => {
  const { services, admin } = installation
  const meetings = []
  for (const slug of ['old-one', 'old-two']) {
    const client = await openTenant(installation, slug)
    const { id } = await reviewMeeting(client, talk.replaceAll('Anna Kern', 'Speaker 1'))
    const tasks = async () =>
      itemsOf(await readArtifacts(client, id)).filter(({ section }) => section === 'actionItems')
    const before = await tasks()
    expect(before.map(({ refs }) => refs['/owner']?.speakerId)).toEqual([1, 3])
    meetings.push({ client, id, tasks, before })
  }
  const typed = first(meetings)
  await typed.client.send(`/items/${typed.before[1]?.id}`, {
    method: 'PATCH',
    json: { value: { owner: 'Boris Wolf' } },
  })
  // As an older release stored it: no references, and a speaker of a recording who was named since.
  await admin`delete from item_people`
  await admin`update runs set people_found = false`
  await admin`update transcripts set source = 'speech'`
  await admin`update speakers set name = 'Maya Lindqvist' where id = 1`
  expect(first(await typed.tasks()).value['owner']).toBe('Speaker 1')

  expect(await fillAllReferences(services, new AbortController().signal)).toBe(2)
  for (const { tasks } of meetings) {
    expect(first(await tasks())).toMatchObject({
      value: { owner: 'Maya Lindqvist' },
      refs: { '/owner': { speakerId: 1 } },
    })
  }
  // Text typed by a person is not a reference, even if it is somebody's name.
  expect((await typed.tasks())[1]).toMatchObject({ value: { owner: 'Boris Wolf' }, refs: {} })
  expect(await fillAllReferences(services, new AbortController().signal)).toBe(0)
})
