import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import { hear, readHeard } from '../../../../ops/stand-ins/deepgram/pocketsphinx.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { hasSpeechTools } from '../../../../ops/test/speech-tools.ts'
import { type Client, createMeeting, openTenant, readMeeting } from '../../../http/test/meetings.ts'
import type { TranscriptView } from '../contract.ts'
import { tenantIdOf, whisperConfig } from '../test/recordings.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { addRecording } from '../../media/index.ts'

setDefaultTimeout(120_000)

const spoken = `Good morning everybody. The new warehouse opens on the first of December. We have decided to begin with two people in the morning and two people in the evening. Please send me the list of names before Friday. The biggest risk is the weather. We will meet again on Monday at ten in the morning.`

test('what the recogniser prints is read word by word', () => {
  const printed = [
    'good morning',
    '<s> 0.110 0.170 0.999700',
    'good(2) 0.180 0.350 0.059622',
    '<sil> 0.350 0.360 0.5',
    'morning 0.360 0.770 0.992229',
    '</s> 0.780 0.800 1.000000',
    '<s> 1.000 1.100 1.000000',
    '[NOISE] 1.100 1.200 0.5',
    '</s> 1.200 1.300 1.000000',
  ].join('\n')
  expect(readHeard(printed)).toEqual([
    { speaker: null, text: 'good morning', startSeconds: 0.18, endSeconds: 0.77 },
  ])
})

/** Words that must be changed, left out or put in to get from one to the other, as a share of the first. */
function wordError(said: string, heard: string): number {
  const words = (text: string) => text.toLowerCase().match(/[\p{L}']+/gu) ?? []
  const [from, to] = [words(said), words(heard)]
  let row = to.map((_, at) => at + 1)
  row.unshift(0)
  for (const [at, word] of from.entries()) {
    const next = [at + 1]
    for (const [index, other] of to.entries()) {
      const same = (row[index] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(same, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1))
    }
    row = next
  }
  return (row.at(-1) ?? 0) / from.length
}

test('the measure counts words', () => {
  expect(wordError('one two three four', 'One, two three four.')).toBe(0)
  expect(wordError('one two three four', 'one too three')).toBe(0.5)
})

if (hasSpeechTools()) {
  let folder: string
  let standIn: SpeechStandIn
  let installation: TestInstallation
  let client: Client
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aam-voice-'))
    standIn = startSpeechStandIn({ recognise: hear })
    installation = await openInstallation({ speech: whisperConfig(standIn) })
    client = await openTenant(installation, 'voice')
  })
  afterAll(async () => {
    await installation.close()
    await standIn.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A voice that reads the words aloud, as a compressed recording. */
  function speak(): Uint8Array {
    const words = join(folder, 'words.txt')
    const file = join(folder, 'voice.ogg')
    writeFileSync(words, spoken)
    const { exitCode, stderr } = Bun.spawnSync([
      'ffmpeg',
      ...'-v error -y -f lavfi -i'.split(' '),
      `flite=textfile=${words}:voice=slt`,
      ...'-c:a libopus -b:a 32k -ac 1'.split(' '),
      file,
    ])
    if (exitCode !== 0) throw new Error(stderr.toString())
    return new Uint8Array(readFileSync(file))
  }

  test('real speech goes through storage and a recogniser to a transcript that says the same', async () => {
    const recording = speak()
    const { id } = await createMeeting(client)
    const ctx = systemCtx(await tenantIdOf(installation, client.slug), 'test', newId())
    await addRecording(installation.services, ctx, id, recording, 'voice.ogg')
    const meeting = await eventually(async () => {
      const now = await readMeeting(client, id)
      return now.status === 'in_review' ? now : null
    }, 100_000)
    const transcript = await client.get<TranscriptView>(`/meetings/${id}/transcript`)
    const heard = transcript.data.map(({ text }) => text).join(' ')
    const share = wordError(spoken, heard)
    expect(share).toBeLessThan(0.15)
    expect(transcript).toMatchObject({ source: 'speech', provider: 'whisper:whisper-1' })
    expect(meeting.durationMs).toBeGreaterThan(12_000)
    const times = transcript.data.map(({ startMs }) => startMs ?? -1)
    expect(times).toEqual(times.toSorted((a, b) => a - b))
    expect(standIn.calls[0]?.media?.sizeBytes).toBe(recording.byteLength)
  })
}
