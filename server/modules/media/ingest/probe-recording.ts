import type { JobCtx } from '../../../jobs/define-job.ts'
import type { IngestDeps } from '../deps.ts'
import { headBytes } from '../detect/detect-media.ts'
import { isLengthWrong, readPromise } from '../detect/promised.ts'
import { mediaKeys } from '../keys.ts'
import { MediaFault } from '../ports.ts'
import type { Ingested, IngestClaim } from './repo.ts'
import { type TakenSound, takeSound } from './take-sound.ts'

type Report = (step: string, done: number, total: number) => void

/** Verifies the checksum, probes the file, extracts its sound and measures the waveform. Throws MediaFault. */
export async function probeRecording(
  deps: IngestDeps,
  ctx: JobCtx,
  claim: IngestClaim,
  report: Report,
): Promise<Ingested> {
  if (claim.sha256) await requireChecksum(deps, claim, claim.sha256, ctx.signal, report)
  const { mediaTools } = deps
  if (!mediaTools) {
    return {
      kind: claim.kind,
      durationMs: null,
      streams: null,
      audio: null,
      peaksKey: null,
      sound: null,
    }
  }
  // Our own process reads it, so the URL is the storage's internal one.
  const sign = () =>
    deps.files.signGet(claim.objectKey, Math.ceil(mediaTools.deadlineMs / 1_000), {
      isInside: true,
      contentType: 'application/octet-stream',
    })
  const promised = readPromise(await readHead(deps, claim), claim.contentType)
  const reading = { isLengthWrong: isLengthWrong(promised, claim) }
  const probed = await mediaTools.probe(await sign(), ctx.signal, reading)
  if (probed.tracks.length === 0) throw new MediaFault('no_audio')
  const kind = probed.streams.some((stream) => stream.kind === 'video') ? 'video' : 'audio'
  const keys = mediaKeys(ctx.tenantId, claim.meetingId, claim.mediaId)
  return mediaTools.withFolder(async (folder) => {
    const onProgress = (doneMs: number) => reportShare(report, doneMs, probed.durationMs)
    const { contentType, sizeBytes } = claim
    const taken = await takeSound(
      mediaTools,
      { kind, contentType, sizeBytes, promised },
      probed,
      { sign, reading, folder, onProgress },
      ctx.signal,
    )
    const { durationMs, peaks, heardIn, voices, missingMs, isSilent, isPictureShort } = taken
    const audio = await keepAudio(deps, claim, keys.audio, taken.audio)
    const speech = taken.speech ? await keep(deps, keys.speech, taken.speech) : null
    const json = JSON.stringify({ version: 1, perSecond: peaks.perSecond, peaks: peaks.values })
    await deps.files.put(keys.peaks, new TextEncoder().encode(json), {
      contentType: 'application/json',
    })
    return {
      kind: isPictureShort ? 'audio' : kind,
      durationMs,
      streams: probed.streams,
      audio,
      peaksKey: keys.peaks,
      sound: { heardIn: audio ? heardIn : 'recording', voices, missingMs, isSilent, speech },
    }
  })
}

async function readHead({ files }: IngestDeps, claim: IngestClaim): Promise<Uint8Array> {
  const lastByte = Math.min(headBytes, claim.sizeBytes) - 1
  const { body } = await files.getStream(claim.objectKey, { firstByte: 0, lastByte })
  return new Response(body).bytes()
}

/** Stored only if it is smaller, or if the original cannot be used. */
async function keepAudio(
  deps: IngestDeps,
  claim: IngestClaim,
  key: string,
  made: TakenSound['audio'],
): Promise<Ingested['audio']> {
  if (!made) return null
  if (Bun.file(made.path).size >= claim.sizeBytes && !made.isNeeded) return null
  return keep(deps, key, made)
}

async function keep(
  { files }: IngestDeps,
  key: string,
  { path, contentType }: { path: string; contentType: string },
) {
  await files.putFile(key, path, { contentType })
  return { key, contentType, sizeBytes: Bun.file(path).size }
}

function reportShare(report: Report, doneMs: number, durationMs: number | null): void {
  if (durationMs) report('extracting', Math.min(100, Math.floor((100 * doneMs) / durationMs)), 100)
}

async function requireChecksum(
  { files }: { files: Pick<IngestDeps['files'], 'getStream'> },
  { objectKey, sizeBytes }: IngestClaim,
  expected: string,
  signal: AbortSignal,
  report: Report,
): Promise<void> {
  const { body } = await files.getStream(objectKey)
  const hash = new Bun.CryptoHasher('sha256')
  let doneBytes = 0
  for await (const chunk of body as ReadableStream<Uint8Array> & AsyncIterable<Uint8Array>) {
    signal.throwIfAborted()
    hash.update(chunk)
    doneBytes += chunk.length
    report('checking', Math.floor((100 * doneBytes) / sizeBytes), 100)
  }
  if (hash.digest('hex') !== expected) throw new MediaFault('checksum_mismatch')
}
