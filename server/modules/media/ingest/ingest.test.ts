import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { countStatements } from '../../../../db/statement-spans.ts'
import { canHaveFfmpeg, makeMedia, provideFfmpeg } from '../../../../ops/test/ffmpeg.ts'
import {
  eventually,
  openInstallation,
  type TestInstallation,
} from '../../../../ops/test/installation.ts'
import { openMediaTools } from '../../../adapters/ffmpeg/index.ts'
import { listFiles } from '../../../http/test/files.ts'
import { pendingJobs, runJob } from '../../../http/test/jobs.ts'
import {
  uploadTranscript,
  type Client,
  createMeeting,
  openTenant,
  readMeeting,
} from '../../../http/test/meetings.ts'
import { atApi, beginUpload, sendParts, uploadRecording } from '../../../http/test/uploads.ts'
import type { JobCtx } from '../../../jobs/define-job.ts'
import { systemCtx } from '../../../platform/context.ts'
import { newId } from '../../../platform/ids.ts'
import { createLog } from '../../../platform/log.ts'
import { analyseMeeting } from '../../analysis/index.ts'
import { purgeFiles } from '../../transcription/index.ts'
import { cleanUploads } from '../uploads/clean-uploads.ts'
import type { MediaView } from '../contract.ts'
import type { MediaTools } from '../ports.ts'
import type { MediaDeps } from '../deps.ts'
import { readMedia } from '../read-media.ts'
import { sweepUploads } from '../uploads/sweep-uploads.ts'
import { ingestMeeting } from './ingest-meeting.ts'

setDefaultTimeout(60_000)

let installation: TestInstallation
let client: Client
let tenantId: string
const folder = mkdtempSync(join(tmpdir(), 'aam-ingest-'))
const temporary = join(folder, 'tmp')
beforeAll(async () => {
  if (canHaveFfmpeg()) await provideFfmpeg()
  // No worker: the stage runs in the test, so that it can be watched and broken.
  installation = await openInstallation({ worker: false })
  client = await openTenant(installation, 'ingest')
  const [tenant] = await installation.admin<{ id: string }[]>`
    select id from tenants where slug = 'ingest'`
  tenantId = tenant?.id ?? ''
})
afterAll(async () => {
  await installation.close()
  rmSync(folder, { recursive: true, force: true })
})

const attempt = (signal = new AbortController().signal): JobCtx => ({
  ...systemCtx(tenantId, 'test', newId()),
  jobId: newId(),
  held: {},
  queuedAt: new Date(),
  attempt: 1,
  isFinalAttempt: false,
  signal,
  log: createLog('silent'),
})

interface Tried {
  note?: string | void
  error?: unknown
}

/** One attempt at the stage; a failure that is final is recorded as the job's runtime does. */
async function ingest(
  meetingId: string,
  mediaTools: MediaTools | null,
  ctx = attempt(),
): Promise<Tried> {
  const deps = { ...installation.services, mediaTools }
  try {
    return { note: await ingestMeeting.handle(deps, ctx, { meetingId }) }
  } catch (error) {
    const isFinal = (error as { retryable?: boolean }).retryable === false
    if (isFinal) await ingestMeeting.onFinalFailure(deps, ctx, { meetingId }, error)
    return { error }
  }
}

const purge = (meetingId: string) =>
  runJob(installation, purgeFiles, installation.services, attempt(), { meetingId })

const wav = (seconds: number): Uint8Array => {
  const samples = seconds * 8_000
  const bytes = new Uint8Array(44 + samples * 2)
  const view = new DataView(bytes.buffer)
  const write = (at: number, name: string) => bytes.set(new TextEncoder().encode(name), at)
  write(0, 'RIFF')
  view.setUint32(4, bytes.length - 8, true)
  write(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, 8_000, true)
  view.setUint32(28, 16_000, true)
  view.setUint16(32, 2, true)
  view.setUint16(34, 16, true)
  write(36, 'data')
  view.setUint32(40, samples * 2, true)
  for (let at = 0; at < samples; at++) {
    view.setInt16(44 + at * 2, Math.round(8_000 * Math.sin(at / 5)), true)
  }
  return bytes
}

async function recorded(bytes: Uint8Array, fields: Record<string, unknown> = {}): Promise<string> {
  const { id } = await createMeeting(client)
  await uploadRecording(installation, client, id, bytes, fields)
  return id
}

const hex = (bytes: Uint8Array): string =>
  new Bun.CryptoHasher('sha256').update(bytes).digest('hex')

describe('without ffmpeg', () => {
  test('queues a recording for transcription without probing it, in few statements', async () => {
    const id = await recorded(wav(1))
    const before = countStatements()
    expect((await ingest(id, null)).note).toContain('not probed')
    expect(countStatements() - before).toBeLessThanOrEqual(6)
    expect(await readMeeting(client, id)).toMatchObject({ status: 'queued', stage: 'transcribe' })
    const media = await client.get<MediaView>(`/meetings/${id}/media`)
    expect(media).toMatchObject({ durationMs: null, audio: null, peaks: null })
    expect((await ingest(id, null)).note).toBe('already done')
  })

  test('what arrived is compared with what its sender said', async () => {
    const bytes = wav(1)
    const good = await recorded(bytes, { sha256: hex(bytes) })
    expect((await ingest(good, null)).error).toBeUndefined()
    const bad = await recorded(bytes, { sha256: hex(new Uint8Array(1)) })
    await ingest(bad, null)
    expect(await readMeeting(client, bad)).toMatchObject({
      status: 'failed',
      stage: 'ingest',
      reason: 'checksum_mismatch',
      canRetry: false,
    })
    // The view offers no other try, and asking for one all the same names the way.
    const refused = await client.post(`/meetings/${bad}/retry`)
    expect([refused.status, await refused.text()]).toEqual([
      409,
      expect.stringContaining('Bring another recording or a transcript'),
    ])
  })
})

if (canHaveFfmpeg()) {
  const tools = (): MediaTools => {
    const opened = openMediaTools(temporary)
    if (!opened) throw new Error('ffmpeg is not there')
    return opened
  }
  // What is said on the way depends on the machine's speed.
  const withoutProgress = (real: MediaTools): MediaTools => ({
    ...real,
    extract: (request, signal) => real.extract({ ...request, onProgress: () => undefined }, signal),
  })
  const both = '-f lavfi -i testsrc=d=3:s=128x72:r=10 -f lavfi -i sine=d=3 -shortest'
  const make = (name: string, how: string) => makeMedia(join(folder, name), how)

  describe('with ffmpeg', () => {
    test('a video gives length, sound and waveform, in few statements', async () => {
      const id = await recorded(await make('a.mp4', both))
      const before = countStatements()
      expect((await ingest(id, withoutProgress(tools()))).note).toBe('probed')
      expect(countStatements() - before).toBeLessThanOrEqual(6)
      const meeting = await readMeeting(client, id)
      expect(meeting).toMatchObject({ status: 'queued', stage: 'transcribe', progress: null })
      expect(Math.abs((meeting.durationMs ?? 0) - 3_000)).toBeLessThan(200)
      const media = await client.get<MediaView>(`/meetings/${id}/media`)
      expect(media).toMatchObject({ kind: 'video', contentType: 'video/mp4' })
      expect(media.peaks?.perSecond).toBe(20)
      expect(Math.abs((media.peaks?.values.length ?? 0) - 60)).toBeLessThan(5)
      const sound = await atApi(installation.port, media.audio?.url ?? '')
      expect([sound.status, sound.headers.get('content-type')]).toEqual([200, 'audio/mp4'])
      expect((await sound.bytes()).length).toBeLessThan(media.sizeBytes)
      expect(readdirSync(temporary)).toEqual([])
    })

    test('a large sound file gets a small one; one that is small already stays alone', async () => {
      const large = await recorded(wav(20))
      await ingest(large, tools())
      const small = await recorded(await make('a.mp3', '-f lavfi -i sine=d=3'))
      await ingest(small, tools())
      const ofLarge = await client.get<MediaView>(`/meetings/${large}/media`)
      const ofSmall = await client.get<MediaView>(`/meetings/${small}/media`)
      expect([ofLarge.kind, ofSmall.kind]).toEqual(['audio', 'audio'])
      expect(ofLarge.audio?.url).toContain('audio%2Fogg')
      expect(ofSmall.audio).toBeNull()
      expect(ofSmall.peaks?.values.length).toBeGreaterThan(40)
    })

    test('without Opus a large sound file keeps its waveform and stays alone', async () => {
      const id = await recorded(wav(20))
      const real = tools()
      expect(real.canEncodeOpus).toBe(true)
      expect((await ingest(id, { ...real, canEncodeOpus: false })).note).toBe('probed')
      const media = await client.get<MediaView>(`/meetings/${id}/media`)
      expect(media.audio).toBeNull()
      expect(media.peaks?.values.length).toBeGreaterThan(40)
    })

    test('ffmpeg gets an address that lasts as long as it may read', async () => {
      const id = await recorded(wav(1))
      const real = tools()
      let seconds = 0
      const extract: MediaTools['extract'] = (request, signal) => {
        seconds = Number(new URL(request.url).searchParams.get('X-Amz-Expires'))
        return real.extract(request, signal)
      }
      expect((await ingest(id, { ...real, extract })).note).toBe('probed')
      expect(seconds * 1_000).toBeGreaterThanOrEqual(real.deadlineMs)
    })

    test('a video without sound, and one that is cut off, fail in words', async () => {
      const silent = await recorded(await make('silent.mp4', '-f lavfi -i testsrc=d=1:s=64x64:r=5'))
      await ingest(silent, tools())
      const whole = await make('whole.mp4', both)
      const cut = await recorded(whole.subarray(0, Math.floor(whole.length / 2)))
      await ingest(cut, tools())
      expect(await readMeeting(client, silent)).toMatchObject({
        status: 'failed',
        reason: 'no_audio',
      })
      expect(await readMeeting(client, cut)).toMatchObject({
        status: 'failed',
        reason: 'unreadable_media',
      })
      // Another recording is welcome afterwards.
      await uploadRecording(installation, client, cut, whole)
      expect((await ingest(cut, tools())).note).toBe('probed')
    })

    test('a video without sound takes the place of nothing: recording, transcript and result stay', async () => {
      const id = await recorded(await make('talk.mp4', both))
      await ingest(id, tools())
      const before = await readMeeting(client, id)
      const media = await client.get<MediaView>(`/meetings/${id}/media`)
      const silent = await make('mute.mp4', '-f lavfi -i testsrc=d=2:s=64x64:r=5')
      await client.post(`/meetings/${id}/cancel`)
      await uploadTranscript(client, id)
      const claim = attempt()
      await analyseMeeting.handle(installation.services, claim, { meetingId: id })
      const shown = async () => {
        const meeting = await readMeeting(client, id)
        const { currentMediaId, currentTranscriptId, currentRunId, durationMs, status } = meeting
        const artifacts = await client.get(`/meetings/${id}/artifacts`)
        return { currentMediaId, currentTranscriptId, currentRunId, durationMs, status, artifacts }
      }
      const reviewed = await shown()
      expect(reviewed).toMatchObject({ status: 'in_review', currentMediaId: before.currentMediaId })
      expect(reviewed.currentRunId).not.toBeNull()
      await uploadRecording(installation, client, id, silent, { fileName: 'mute.mp4' })
      expect((await shown()).status).toBe('queued')
      await ingest(id, tools())
      expect(await shown()).toEqual(reviewed)
      expect((await client.get<MediaView>(`/meetings/${id}/media`)).durationMs).toBe(
        media.durationMs,
      )
      expect((await readMeeting(client, id)).replacement).toMatchObject({
        state: 'refused',
        reason: 'no_audio',
        fileName: 'mute.mp4',
      })
    })

    test('an attempt whose ffmpeg was killed leaves nothing, and is made again', async () => {
      // Long enough that it is still at work when it is killed.
      const id = await recorded(wav(200))
      const real = tools()
      const killed: MediaTools = {
        ...real,
        extract: async (request, signal) => {
          let isKilled = false
          // From outside, as a machine that runs out of memory does.
          const onProgress = () => {
            isKilled ||= killFfmpeg(request.audio?.path ?? '')
          }
          return real.extract({ ...request, onProgress }, signal)
        },
      }
      expect((await ingest(id, killed)).error).toMatchObject({ retryable: true })
      expect(await readMeeting(client, id)).toMatchObject({ status: 'queued', stage: 'ingest' })
      expect(readdirSync(temporary)).toEqual([])
      expect((await ingest(id, real)).note).toBe('probed')
    })

    test('an attempt that was overtaken writes nothing', async () => {
      const id = await recorded(wav(1))
      const real = tools()
      let overtaker: Tried = {}
      const slow: MediaTools = {
        ...real,
        probe: async (url, signal) => {
          overtaker = await ingest(id, real)
          return real.probe(url, signal)
        },
      }
      expect((await ingest(id, slow)).note).toBe('superseded')
      expect(overtaker.note).toBe('probed')
      expect(await readMeeting(client, id)).toMatchObject({ status: 'queued', stage: 'transcribe' })
    })
  })
}

describe('a meeting that is cancelled', () => {
  test('stops what looks into its recording', async () => {
    const id = await recorded(wav(1))
    const endless: MediaTools = {
      canEncodeOpus: true,
      deadlineMs: 60_000,
      probe: (_url, signal) =>
        new Promise((_done, fail) => {
          signal.addEventListener('abort', () => fail(signal.reason as Error))
          void client.post(`/meetings/${id}/cancel`)
        }),
      extract: () => Promise.reject(new Error('nobody asks for this')),
      render: () => Promise.reject(new Error('nobody asks for this')),
      withFolder: (work) => work(temporary),
    }
    expect((await ingest(id, endless)).note).toBe('superseded')
    expect((await readMeeting(client, id)).status).toBe('cancelled')
  })

  test('during the stage takes nothing from it, and can be started again', async () => {
    const id = await recorded(wav(1))
    await client.post(`/meetings/${id}/cancel`)
    expect((await ingest(id, null)).note).toBe('already done')
    const again = await client.post(`/meetings/${id}/process`)
    expect(await again.json()).toMatchObject({ status: 'queued', stage: 'ingest' })
    expect((await ingest(id, null)).error).toBeUndefined()
    expect((await readMeeting(client, id)).stage).toBe('transcribe')
  })
})

/** Kills the ffmpeg that writes this file. */
function killFfmpeg(path: string): boolean {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    const command = `/proc/${pid}/cmdline`
    if (existsSync(command) && readFileSync(command, 'utf8').includes(`\0${path}\0`)) {
      process.kill(Number(pid), 'SIGKILL')
      return true
    }
  }
  return false
}

const openUploads = async (part: string): Promise<string[]> => {
  const open = await installation.services.files.listUploads('tenants/')
  return open.map(({ key }) => key).filter((key) => key.includes(part))
}

describe('reading a recording', () => {
  const origin = 'https://ingest.example'
  const read = (id: string, files: Partial<MediaDeps['files']> = {}) => {
    const { services } = installation
    const deps = { ...services, files: { ...services.files, ...files }, reachFrom: () => ({}) }
    return readMedia(deps, attempt(), id, origin)
  }

  test('goes on where the storage does not give the waveform', async () => {
    const id = await recorded(wav(1))
    await installation.admin`update media set peaks_key = 'tenants/x/peaks.json' where meeting_id = ${id}`
    const get = () => Promise.reject(new Error('the storage is away'))
    const media = await read(id, { get })
    expect(media.peaks).toBeNull()
    expect(media.recording.url).toContain('original')
  })

  test('has an address that saves it under its own name', async () => {
    const id = await recorded(wav(1), { fileName: 'Встреча 1.wav' })
    const { download } = await client.get<MediaView>(`/meetings/${id}/media`)
    const answer = await atApi(installation.port, download.url)
    const disposition = answer.headers.get('content-disposition') ?? ''
    await answer.body?.cancel()
    expect(disposition).toStartWith('attachment;')
    expect(disposition).toContain(encodeURIComponent('Встреча 1.wav'))
  })
})

describe('what is left behind', () => {
  test('an upload that nobody touched for a day is given up, a fresh one is not', async () => {
    const old = await createMeeting(client)
    const fresh = await createMeeting(client)
    const bytes = wav(1)
    for (const { id } of [old, fresh]) {
      await sendParts(installation, client, await beginUpload(client, id, bytes), bytes)
    }
    await installation.admin`
      update uploads set updated_at = now() - interval '25 hours' where meeting_id = ${old.id}`
    // Time passes for the old one's sweep as for its upload.
    await installation.admin`
      update pending_jobs set due_at = due_at - interval '25 hours' where job = 'upload.sweep' and subject = ${old.id}`
    expect(await pendingJobs(installation, 'upload.sweep', old.id)).toHaveLength(1)
    expect(await pendingJobs(installation, 'upload.sweep', fresh.id)).toHaveLength(0)
    for (const { id } of [old, fresh, old]) {
      await runJob(installation, sweepUploads, installation.services, attempt(), { meetingId: id })
    }
    const sweeps = await installation.admin<{ subject: string; later: boolean }[]>`
      select subject, due_at > now() as later from pending_jobs where job = 'upload.sweep'
        and subject in (${old.id}, ${fresh.id})`
    expect(sweeps.map((row) => ({ ...row }))).toEqual([{ subject: fresh.id, later: true }])
    expect(await readMeeting(client, old.id)).toMatchObject({
      status: 'draft',
      reason: 'upload_abandoned',
    })
    expect((await readMeeting(client, fresh.id)).status).toBe('uploading')
    expect([await openUploads(old.id), (await openUploads(fresh.id)).length]).toEqual([[], 1])
  })

  test('an upload that somebody goes on with while it is swept keeps its parts', async () => {
    const { id } = await createMeeting(client)
    const bytes = wav(1)
    const upload = await beginUpload(client, id, bytes)
    await sendParts(installation, client, upload, bytes)
    await installation.admin`
      update uploads set updated_at = now() - interval '25 hours' where id = ${upload.id}`
    const { services } = installation
    // Touched between the look at what is stale and the lock.
    const { swept } = await installation.admin.begin(async (sql) => {
      await sql`select 1 from meetings where id = ${id} for update`
      const swept = Promise.resolve(sweepUploads.handle(services, attempt(), { meetingId: id }))
      await eventually(async () => {
        const [waiting] = await installation.admin`
          select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`
        return waiting !== undefined
      })
      await sql`update uploads set updated_at = now() where id = ${upload.id}`
      return { swept }
    })
    expect(await swept).toBe('0 given up, 0 recordings removed')
    expect((await openUploads(id)).length).toBe(1)
    expect((await readMeeting(client, id)).status).toBe('uploading')
  })

  test('a sweep whose storage is away leaves the upload to the next one', async () => {
    const { id } = await createMeeting(client)
    const bytes = wav(1)
    await sendParts(installation, client, await beginUpload(client, id, bytes), bytes)
    await installation.admin`
      update uploads set updated_at = now() - interval '25 hours' where meeting_id = ${id}`
    const { files } = installation.services
    const away = { ...files, delete: () => Promise.reject(new Error('the storage is away')) }
    const broken = { ...installation.services, files: away }
    const failed = sweepUploads.handle(broken, attempt(), { meetingId: id })
    expect(await Promise.resolve(failed).catch(String)).toContain('the storage is away')
    expect((await readMeeting(client, id)).status).toBe('uploading')
    await sweepUploads.handle(installation.services, attempt(), { meetingId: id })
    expect((await readMeeting(client, id)).reason).toBe('upload_abandoned')
    expect(await openUploads(id)).toEqual([])
  })

  test('is counted and given up by the command too, with parts that no upload knows', async () => {
    const { id } = await createMeeting(client)
    const upload = await beginUpload(client, id, wav(1))
    await installation.admin`
      update uploads set updated_at = now() - interval '25 hours' where id = ${upload.id}`
    const started = new Date(Date.now() - 25 * 3_600_000)
    const { files } = installation.services
    const key = `tenants/${tenantId}/meetings/${newId()}/media/${newId()}/original`
    const uploadId = await files.createUpload(key, { contentType: 'video/mp4' })
    // The storage's clock cannot be turned back: what it lists can.
    const older = async (prefix: string) =>
      (await files.listUploads(prefix)).map((one) => ({ ...one, startedAt: started }))
    const deps = { ...installation.services, files: { ...files, listUploads: older } }
    const clean = (isDryRun: boolean) => cleanUploads(deps, attempt(), { isDryRun })
    expect(await clean(true)).toEqual({ abandoned: 1, orphaned: 1 })
    expect(await clean(false)).toEqual({ abandoned: 1, orphaned: 1 })
    expect(await clean(true)).toEqual({ abandoned: 0, orphaned: 0 })
    expect((await readMeeting(client, id)).reason).toBe('upload_abandoned')
    const left = await files.listUploads(key)
    expect(left.some((one) => one.uploadId === uploadId)).toBe(false)
  })

  if (canHaveFfmpeg()) {
    test('by an attempt whose meeting was deleted and purged meanwhile goes by another purge', async () => {
      const id = await recorded(wav(20))
      const real = openMediaTools(temporary)
      if (!real) throw new Error('ffmpeg is not there')
      const slow: MediaTools = {
        ...real,
        extract: async (request, signal) => {
          const extracted = await real.extract(request, signal)
          expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
          await purge(id)
          return extracted
        },
      }
      expect((await ingest(id, slow)).note).toBe('superseded')
      expect((await listFiles(installation, id)).length).toBeGreaterThan(0)
      expect(await pendingJobs(installation, 'meeting.purge', id)).toHaveLength(1)
      await purge(id)
      expect(await listFiles(installation, id)).toEqual([])
    })
  }

  test('goes with its meeting: open uploads, recording, sound and waveform', async () => {
    const id = await recorded(wav(1))
    await ingest(id, canHaveFfmpeg() ? openMediaTools(temporary) : null)
    await installation.admin`update meetings set status = 'draft' where id = ${id}`
    await beginUpload(client, id, wav(1))
    expect((await listFiles(installation, id)).length).toBeGreaterThan(0)
    expect((await openUploads(id)).length).toBe(1)
    expect((await client.send(`/meetings/${id}`, { method: 'DELETE' })).status).toBe(204)
    await purge(id)
    await eventually(async () => (await listFiles(installation, id)).length === 0)
    expect(await openUploads(id)).toEqual([])
  })
})
