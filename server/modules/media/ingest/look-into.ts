import { join } from 'node:path'
import type { JobCtx } from '../../../jobs/define-job.ts'
import type { IngestDeps } from '../deps.ts'
import { mediaKeys } from '../keys.ts'
import { type AudioPlan, type ExtractedMedia, MediaFault, type MediaTools } from '../ports.ts'
import type { Ingested, IngestClaim } from './claim.ts'
import { opus, planAudio } from './plan-audio.ts'

type Report = (step: string, done: number, total: number) => void

const unplayable = new Set(['audio/amr', 'video/x-ms-asf', 'audio/aiff'])

/** Checks the whole against its checksum, probes it, takes the sound out and measures the waveform. Throws MediaFault. */
export async function lookInto(
  deps: IngestDeps,
  ctx: JobCtx,
  claim: IngestClaim,
  report: Report,
): Promise<Ingested> {
  if (claim.sha256) await requireChecksum(deps, claim, claim.sha256, ctx.signal, report)
  const { mediaTools } = deps
  if (!mediaTools) {
    return { kind: claim.kind, durationMs: null, streams: null, audio: null, peaksKey: null }
  }
  // What reads it is a process of ours: the address is the storage's own, also where browsers have another one.
  const sign = () =>
    deps.files.signGet(claim.objectKey, Math.ceil(mediaTools.deadlineMs / 1_000), {
      isInside: true,
      contentType: 'application/octet-stream',
    })
  const probed = await mediaTools.probe(await sign(), ctx.signal)
  if (!probed.streams.some((stream) => stream.kind === 'audio')) throw new MediaFault('no_audio')
  const kind = probed.streams.some((stream) => stream.kind === 'video') ? 'video' : 'audio'
  const keys = mediaKeys(ctx.tenantId, claim.meetingId, claim.mediaId)
  return mediaTools.withFolder(async (folder) => {
    const path = join(folder, 'audio')
    const extract = async (audio: AudioPlan | null) =>
      mediaTools.extract(
        {
          url: await sign(),
          audio: audio ? { path, plan: audio } : null,
          onProgress: (doneMs) => reportShare(report, doneMs, probed.durationMs),
        },
        ctx.signal,
      )
    const { plan, extracted } = await extractAs(
      possible(mediaTools, planAudio(kind, probed, claim.sizeBytes)),
      extract,
      possible(mediaTools, opus),
    )
    const audio = plan ? await keepAudio(deps, claim, keys.audio, path, plan) : null
    const { perSecond, values } = extracted.peaks
    const json = JSON.stringify({ version: 1, perSecond, peaks: values })
    await deps.files.put(keys.peaks, new TextEncoder().encode(json), {
      contentType: 'application/json',
    })
    const { durationMs } = extracted
    return { kind, durationMs, streams: probed.streams, audio, peaksKey: keys.peaks }
  })
}

const possible = ({ canEncodeOpus }: MediaTools, plan: AudioPlan | null): AudioPlan | null =>
  plan?.codec === 'opus' && !canEncodeOpus ? null : plan

/** Some tracks can be played but not be moved into a container of their own. */
async function extractAs(
  plan: AudioPlan | null,
  extract: (plan: AudioPlan | null) => Promise<ExtractedMedia>,
  otherwise: AudioPlan | null,
): Promise<{ plan: AudioPlan | null; extracted: ExtractedMedia }> {
  try {
    return { plan, extracted: await extract(plan) }
  } catch (error) {
    if (plan?.codec !== 'copy' || !(error instanceof MediaFault)) throw error
    return { plan: otherwise, extracted: await extract(otherwise) }
  }
}

/** Kept only where it saves bytes after all, or where nobody plays the original. */
async function keepAudio(
  deps: IngestDeps,
  claim: IngestClaim,
  key: string,
  path: string,
  { contentType }: AudioPlan,
): Promise<Ingested['audio']> {
  const sizeBytes = Bun.file(path).size
  if (sizeBytes >= claim.sizeBytes && !unplayable.has(claim.contentType)) return null
  await deps.files.putFile(key, path, { contentType })
  return { key, contentType, sizeBytes }
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
