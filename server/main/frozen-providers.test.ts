import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { type SpeechStandIn, startSpeechStandIn } from '../../ops/stand-ins/deepgram/index.ts'
import { type OpenaiStandIn, startOpenaiStandIn } from '../../ops/stand-ins/openai/server.ts'
import { type NetworkPath, openNetworkPath } from '../../ops/test/black-hole.ts'
import { eventually, openInstallation, type TestInstallation } from '../../ops/test/installation.ts'
import { deepgramSpeech } from '../adapters/deepgram/index.ts'
import { openaiModel } from '../adapters/openai/index.ts'
import { whisperSpeech } from '../adapters/whisper/index.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
  untilStatus,
} from '../http/test/meetings.ts'
import type { MeetingHistory } from '../modules/meetings/contract.ts'
import { recordedMeeting } from '../modules/transcription/test/recordings.ts'
import type { ProcessServices } from './services.ts'
import { startWorker } from './worker.ts'

setDefaultTimeout(120_000)

const watchTimes = {
  probeAfterMs: 400,
  answerWithinMs: 600,
  askAgainAfterMs: 200,
  abortAfterMs: 600,
}

let speechStandIn: SpeechStandIn
let modelStandIn: OpenaiStandIn
let speechPath: NetworkPath
let modelPath: NetworkPath
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  speechStandIn = startSpeechStandIn()
  modelStandIn = startOpenaiStandIn()
  const open = (url: string) =>
    openNetworkPath({ host: '127.0.0.1', port: Number(new URL(url).port) })
  ;[speechPath, modelPath] = await Promise.all([open(speechStandIn.url), open(modelStandIn.url)])
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'providers')
})
afterAll(async () => {
  await installation.close()
  for (const path of [speechPath, modelPath]) path.close()
  await Promise.all([speechStandIn.stop(), modelStandIn.stop()])
})

const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

/** A worker that runs one job at a time. */
function openWorker(providers: Partial<Pick<ProcessServices, 'speech' | 'model'>>): void {
  const worker = startWorker({ ...installation.services, ...providers }, { concurrency: 1 })
  cleanups.push(() => worker.stop(2_000))
  const { speech, model } = providers
  cleanups.push(() => speech?.close?.())
  cleanups.push(() => model?.close?.())
}

const speechAt = ({ port }: NetworkPath) => {
  const to = { apiKey: speechStandIn.key, baseUrl: `http://127.0.0.1:${port}`, watchTimes }
  return {
    deepgram: () => deepgramSpeech({ ...to, media: 'stream' }),
    whisper: () => whisperSpeech({ ...to, model: 'whisper-1' }),
  }
}

const modelAt = ({ port }: NetworkPath) =>
  openaiModel({
    apiKey: 'key',
    baseUrl: `http://127.0.0.1:${port}/v1`,
    model: 'gpt-5-mini',
    watchTimes,
  })

async function transcribed(): Promise<string> {
  const { id } = await createMeeting(client)
  await uploadTranscript(client, id)
  return id
}

const recorded = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => recordedMeeting(installation, client)))

const waitingFor = async (ids: string[], reason: string): Promise<number> => {
  const meetings = await Promise.all(ids.map((id) => readMeeting(client, id)))
  return meetings.filter((meeting) => meeting.status === 'waiting' && meeting.reason === reason)
    .length
}

async function expectDone(ids: string[]): Promise<void> {
  for (const id of ids) await untilStatus(client, id, 'in_review')
  const rows = await installation.admin<{ transcripts: number; runs: number }[]>`
    select (select count(*)::int from transcripts where meeting_id = m.id) as transcripts,
      (select count(*)::int from runs where meeting_id = m.id) as runs
    from meetings m where id = any(${ids}::uuid[])`
  expect(rows.map(({ transcripts, runs }) => `${transcripts} ${runs}`)).toEqual(
    ids.map(() => '1 1'),
  )
}

describe.each([
  ['deepgram', 3],
  // One of the calls may be what blocks the server's other answers.
  ['whisper', 2],
] as const)('with %s frozen', (name, waiting) => {
  test('recordings show what they wait for, other work continues, and all resume after the thaw', async () => {
    openWorker({ speech: speechAt(speechPath)[name]() })
    speechPath.swallow()
    cleanups.push(speechPath.restore)
    const ids = await recorded(3)
    await eventually(async () => (await waitingFor(ids, 'provider_unavailable')) === waiting)
    await expectDone([await transcribed()])
    const history = await Promise.all(
      ids.map((id) => client.get<MeetingHistory>(`/meetings/${id}/history`)),
    )
    // One entry for the wait, however often the provider was checked.
    for (const { data } of history) {
      expect(data.filter(({ kind }) => kind === 'waiting').length).toBeLessThanOrEqual(1)
    }
    speechPath.restore()
    await expectDone(ids)
  })
})

test('with the language model frozen, meetings show what they wait for, recordings are transcribed, and all resume after the thaw', async () => {
  openWorker({
    speech: speechAt(speechPath).deepgram(),
    model: modelAt(modelPath),
  })
  modelPath.swallow()
  cleanups.push(modelPath.restore)
  const first = await transcribed()
  await untilStatus(client, first, 'analysing')
  const ids = [await transcribed(), ...(await recorded(2))]
  await eventually(async () => (await waitingFor(ids, 'model_unavailable')) === ids.length)
  for (const id of ids) expect((await readMeeting(client, id)).hasTranscript).toBe(true)
  modelPath.restore()
  await expectDone([first, ...ids])
})
