import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  type ScriptedUtterance,
  type SpeechStandIn,
  startSpeechStandIn,
} from '../../ops/stand-ins/deepgram/index.ts'
import { openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import {
  type Client,
  createMeeting,
  itemsOf,
  openTenant,
  readArtifacts,
  untilStatus,
} from '../../server/http/test/meetings.ts'
import { addRecording } from '../../server/modules/media/index.ts'
import type { SpeakersView } from '../../server/modules/transcription/contract.ts'
import { deepgramConfig, tenantIdOf } from '../../server/modules/transcription/test/recordings.ts'
import { systemCtx } from '../../server/platform/context.ts'
import { newId } from '../../server/platform/ids.ts'
import { demoRecording } from './samples.ts'

setDefaultTimeout(60_000)

const bytes = new Uint8Array(readFileSync(join(import.meta.dir, demoRecording.file)))
const lines = readFileSync(join(import.meta.dir, demoRecording.script), 'utf8')
  .trim()
  .split('\n')
  .map((line) => {
    const [name = '', ...text] = line.split(': ')
    return { name, text: text.join(': ') }
  })
const names = [...new Set(lines.map(({ name }) => name))]
const script: ScriptedUtterance[] = lines.map(({ name, text }) => ({
  speaker: names.indexOf(name),
  text,
}))

let standIn: SpeechStandIn
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startSpeechStandIn({ script })
  installation = await openInstallation({ speech: deepgramConfig(standIn) })
  client = await openTenant(installation, 'sample')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})

test('is short, small and playable everywhere', () => {
  // MPEG 2, layer III, 32 kbit/s: the bytes after the sync word of the first frame.
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xf3])
  const seconds = (bytes.byteLength * 8) / 32_000
  expect(seconds).toBeGreaterThan(60)
  expect(seconds).toBeLessThan(90)
  expect(bytes.byteLength).toBeLessThan(400_000)
})

test('has exactly the participants as speakers', () => {
  expect(names).toEqual(demoRecording.participants.map(({ name }) => name))
})

test('is fully processed with a speech provider and suggests its speakers', async () => {
  const { title, language, participants } = demoRecording
  const { id } = await createMeeting(client, {
    title,
    language,
    participants: [...participants],
  })
  const ctx = systemCtx(await tenantIdOf(installation, client.slug), 'test', newId())
  await addRecording(installation.services, ctx, id, bytes, demoRecording.file)
  await untilStatus(client, id, 'in_review')
  expect(standIn.calls[0]?.media).toMatchObject({
    sizeBytes: bytes.byteLength,
    contentType: 'audio/mpeg',
  })
  const artifacts = await readArtifacts(client, id)
  const found = itemsOf(artifacts).map(({ value }) => JSON.stringify(value))
  expect(found.join('\n')).toContain('invoices wait until the list is clean')
  expect(found.join('\n')).toContain('clean the list')
  const { data } = await client.get<SpeakersView>(`/meetings/${id}/transcript/speakers`)
  expect(data.map((speaker) => [speaker.name, speaker.suggestions[0]?.name])).toEqual([
    ['Speaker 1', 'Maya Lindqvist'],
    ['Speaker 2', 'Peter Hale'],
    ['Speaker 3', 'Ivo Brandt'],
  ])
})
