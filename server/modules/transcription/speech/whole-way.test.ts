import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from 'bun:test'
import { join } from 'node:path'
import { type SpeechStandIn, startSpeechStandIn } from '../../../../ops/stand-ins/deepgram/index.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import {
  type Client,
  itemsOf,
  openTenant,
  readArtifacts,
  readMeeting,
  untilStatus,
} from '../../../http/test/meetings.ts'
import { startWorker } from '../../../main/worker.ts'
import { openSpeech } from '../../../adapters/speech/open-speech.ts'
import type { MeetingHistory } from '../../meetings/contract.ts'
import { queuesOver } from '../../../jobs/dispatch/queues.ts'
import { reconcile } from '../../../jobs/reconcile.ts'
import { resumeResolved } from '../../meetings/index.ts'
import { endedBySpeech } from '../ports.ts'
import { deepgramConfig, recordedMeeting, tenantIdOf } from '../test/recordings.ts'

setDefaultTimeout(150_000)

const cli = join(import.meta.dir, '../../../main/cli.ts')

let standIn: SpeechStandIn
let installation: TestInstallation
let client: Client
beforeAll(async () => {
  standIn = startSpeechStandIn()
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'way')
})
afterAll(async () => {
  await installation.close()
  await standIn.stop()
})
beforeEach(() => {
  standIn.calls.length = 0
  standIn.fail()
  standIn.say([
    { speaker: 0, text: 'Good morning everybody, I am Anna Kern and I lead the project.' },
    { speaker: 1, text: 'We have decided to start the pilot on the first of December.' },
    { speaker: 0, text: 'I will send the contract to the supplier by Friday.' },
  ])
})

const workerWith = async (speech: SpeechStandIn | null) =>
  startWorker(
    {
      ...installation.services,
      speech: speech && (await openSpeech(deepgramConfig(speech))),
    },
    { concurrency: 2 },
  )

const transcriptsOf = async (id: string): Promise<number> =>
  (await installation.admin`select 1 from transcripts where meeting_id = ${id}`).length

test('a recording waits without a provider, and goes the whole way by itself once there is one', async () => {
  const without = await workerWith(null)
  const id = await recordedMeeting(installation, client)
  const waiting = await untilStatus(client, id, 'waiting')
  expect(waiting).toMatchObject({ reason: 'no_speech_provider', canRetry: true })
  await without.stop(2_000)
  const worker = await workerWith(standIn)
  try {
    const meeting = await untilStatus(client, id, 'in_review')
    expect(meeting).toMatchObject({ hasMedia: true, hasTranscript: true })
    const quotes = itemsOf(await readArtifacts(client, id)).flatMap(({ evidence }) =>
      evidence.map(({ quote, speaker }) => `${speaker}: ${quote}`),
    )
    expect(quotes.join('\n')).toContain('Speaker 2: We have decided to start the pilot')
    expect(standIn.calls).toHaveLength(1)
  } finally {
    await worker.stop(2_000)
  }
})

test('a provider that asks to wait is obeyed, and one that stumbles is asked again', async () => {
  const worker = await workerWith(standIn)
  try {
    standIn.fail('429-retry-after', '429-retry-after')
    const id = await recordedMeeting(installation, client)
    await untilStatus(client, id, 'in_review')
    expect(standIn.calls).toHaveLength(3)
    const { data } = await client.get<MeetingHistory>(`/meetings/${id}/history`)
    // One line for the wait, however often it was asked for.
    expect(data.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['created', null],
      ['recording_added', null],
      ['transcribing', null],
      ['waiting', 'rate_limited'],
      ['transcribed', null],
      ['analysing', null],
      ['analysed', null],
    ])
  } finally {
    await worker.stop(2_000)
  }
})

test('a wait that was asked for is kept, also by the comparison with the queues, and survives an emptied Redis', async () => {
  const patient = startSpeechStandIn({ retryAfterSeconds: 3_600 })
  const { db, redis, log } = installation.services
  const sources = [resumeResolved(db, endedBySpeech)]
  const worker = await workerWith(patient)
  try {
    patient.fail('429-retry-after')
    const id = await recordedMeeting(installation, client)
    expect(await untilStatus(client, id, 'waiting')).toMatchObject({ reason: 'rate_limited' })
    const offered = await reconcile({ db, redis, log, sources }, 0)
    expect(offered).toBeGreaterThan(0)
    const queue = queuesOver(redis.commands, log).of(
      await tenantIdOf(installation, 'way'),
      'transcribe',
    )
    expect(await queue.queue.getJobCounts('wait', 'active', 'delayed')).toEqual({
      wait: 0,
      active: 0,
      delayed: 1,
    })
    expect(patient.calls).toHaveLength(1)
    await redis.commands.flushdb()
    await reconcile({ db, redis, log, sources }, 0)
    await untilStatus(client, id, 'in_review')
    expect(patient.calls).toHaveLength(2)
  } finally {
    await worker.stop(2_000)
    await patient.stop()
  }
})

test('a recording that nobody can read fails at once, with its reason', async () => {
  const worker = await workerWith(standIn)
  try {
    standIn.fail('400')
    const id = await recordedMeeting(installation, client)
    const failed = await untilStatus(client, id, 'failed')
    expect(failed).toMatchObject({ stage: 'transcribe', reason: 'unreadable_media' })
    expect(standIn.calls).toHaveLength(1)
  } finally {
    await worker.stop(2_000)
  }
})

test('a worker that is killed in the middle of the call is taken over: one transcript', async () => {
  const { addresses } = installation.services
  const start = () =>
    Bun.spawn([process.execPath, cli, 'worker', '--concurrency', '1'], {
      stdin: 'ignore',
      stdout: 'ignore',
      stderr: 'ignore',
      env: {
        ...process.env,
        DATABASE_URL: addresses.databaseUrl,
        DATABASE_ADMIN_URL: addresses.adminDatabaseUrl,
        REDIS_URL: addresses.redisUrl,
        S3_ENDPOINT: addresses.s3.endpoint,
        S3_REGION: addresses.s3.region,
        S3_ACCESS_KEY_ID: addresses.s3.accessKeyId,
        S3_SECRET_ACCESS_KEY: addresses.s3.secretAccessKey,
        S3_BUCKET: addresses.s3.bucket,
        MASTER_KEY: addresses.secrets.masterKey,
        SPEECH_PROVIDER: 'deepgram',
        DEEPGRAM_API_KEY: standIn.key,
        DEEPGRAM_BASE_URL: standIn.url,
        SPEECH_MEDIA: 'url',
        LOG_LEVEL: 'error',
      },
    })
  standIn.fail('slow')
  const first = start()
  const id = await recordedMeeting(installation, client)
  await eventually(async () => standIn.calls[0]?.media, 60_000)
  expect(await readMeeting(client, id)).toMatchObject({ status: 'transcribing' })
  first.kill('SIGKILL')
  await first.exited
  const second = start()
  try {
    await eventually(async () => (await readMeeting(client, id)).status === 'in_review', 60_000)
    standIn.release()
    expect(standIn.calls.length).toBe(2)
    expect(standIn.calls[0]?.url).toContain('X-Amz-Signature')
    expect(await transcriptsOf(id)).toBe(1)
  } finally {
    second.kill('SIGTERM')
    await second.exited
  }
})
