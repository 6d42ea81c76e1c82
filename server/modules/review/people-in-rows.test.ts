import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { openInstallation, type TestInstallation } from '../../../ops/test/installation.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  first,
  itemsOf,
  type ItemView,
  openTenant,
  readArtifacts,
  untilStatus,
} from '../../http/test/meetings.ts'
import { createOwn, publish, saveDraft, withSchema } from '../scenarios/test/own-scenarios.ts'
import type { TranscriptView } from '../transcription/contract.ts'

setDefaultTimeout(90_000)

let installation: TestInstallation
let client: Client
beforeAll(async () => {
  installation = await openInstallation()
  client = await openTenant(installation, 'rows')
})
afterAll(() => installation.close())

/** A meeting whose decisions contain votes of people. */
async function votedMeeting(): Promise<string> {
  const { files } = await createOwn(client, { id: 'voting' })
  const voted = withSchema(files, ({ properties }) => {
    const fields = properties['decisions']?.items.properties ?? {}
    fields['votes'] = {
      type: 'array',
      items: {
        type: 'object',
        properties: { who: { type: 'string', format: 'person' }, vote: { type: 'string' } },
        required: ['who'],
      },
    }
  })
  const titled = (path: string): string =>
    JSON.stringify({ ...JSON.parse(voted[path] ?? '{}'), 'decisions.votes': 'Votes' })
  await saveDraft(client, 'voting', {
    ...voted,
    'i18n/en.json': titled('i18n/en.json'),
    'i18n/ru.json': titled('i18n/ru.json'),
  })
  expect((await publish(client, 'voting', '1.0.0')).status).toBe(201)
  const { id } = await createMeeting(client, { scenario: { id: 'voting' } })
  await uploadTranscript(client, id)
  await untilStatus(client, id, 'in_review')
  return id
}

test('follows a person chosen in a row through new names, moved rows and removed rows', async () => {
  const meeting = await votedMeeting()
  const item = async (): Promise<ItemView> => first(itemsOf(await readArtifacts(client, meeting)))
  const { speakers } = await client.get<TranscriptView>(`/meetings/${meeting}/transcript`)
  const [one, two] = speakers
  if (!one || !two) throw new Error('two people talk in the sample')
  const { id } = await item()
  const write = async (votes: object[], refs?: object): Promise<unknown> => {
    const response = await client.send(`/items/${id}`, {
      method: 'PATCH',
      json: { value: { votes }, ...(refs && { refs }) },
    })
    expect(response.status).toBe(200)
    return (await item()).value['votes']
  }
  const rename = async (name: string): Promise<void> => {
    const response = await client.send(`/meetings/${meeting}/transcript/speakers`, {
      method: 'PATCH',
      json: { rename: [{ id: one.id, name }] },
    })
    expect(response.status).toBe(200)
  }
  const votes = [
    { who: one.name, vote: 'yes' },
    { who: two.name, vote: 'no' },
    { who: one.name, vote: 'as proxy' },
  ]
  const chosen = { speakerId: one.id }
  await write(votes, { '/votes/0/who': chosen, '/votes/2/who': chosen })
  await rename('Ada Lovelace')
  expect((await item()).value['votes']).toEqual([
    { who: 'Ada Lovelace', vote: 'yes' },
    { who: two.name, vote: 'no' },
    { who: 'Ada Lovelace', vote: 'as proxy' },
  ])
  // The second row is removed and the others move up; both references still point to her.
  await write([
    { who: 'Ada Lovelace', vote: 'as proxy' },
    { who: 'Ada Lovelace', vote: 'yes' },
  ])
  await rename('Ada King')
  expect((await item()).value['votes']).toEqual([
    { who: 'Ada King', vote: 'as proxy' },
    { who: 'Ada King', vote: 'yes' },
  ])
})
