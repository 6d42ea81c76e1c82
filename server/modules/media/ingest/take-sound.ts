import { join } from 'node:path'
import type { MediaSound } from '../../../../db/schema/media.ts'
import {
  type AudioPlan,
  type DecodedTrack,
  type ExtractedMedia,
  MediaFault,
  type MediaTools,
  type ProbedMedia,
  type RenderRequest,
  type SoundMix,
} from '../ports.ts'
import type { Promised } from '../detect/promised.ts'
import { type ChosenMix, chooseMix, chooseTracks } from './choose-mix.ts'
import { isHeardInBrowsers, opus, planAudio } from './plan-audio.ts'

/** Less is the rounding of containers, and nobody hears it. */
const leastGapMs = 300
/** Players that reckon a length by the bit rate find no moment again beyond this. */
const sameLength = 0.02
const mostChannelsOfFlac = 8

interface Recording {
  kind: 'audio' | 'video'
  contentType: string
  sizeBytes: number
  promised: Promised
}

interface MadeFile {
  path: string
  contentType: string
}

/** What was made of the sound of a recording. */
export interface TakenSound extends Omit<MediaSound, 'speech'> {
  durationMs: number
  peaks: ExtractedMedia['peaks']
  audio: (MadeFile & { isNeeded: boolean }) | null
  speech: MadeFile | null
}

/**
 * Listens to every track, and makes a copy where the recording itself is not heard by everybody, is larger than it need
 * be, or would be put together wrongly: a silent first track, opposite phases, odd channels, gaps. Throws MediaFault.
 */
export async function takeSound(
  tools: MediaTools,
  recording: Recording,
  probed: ProbedMedia,
  work: { sign(): Promise<string>; folder: string; onProgress(doneMs: number): void },
  signal: AbortSignal,
): Promise<TakenSound> {
  const { kind, contentType, sizeBytes } = recording
  const tracks = chooseTracks(probed.tracks)
  const can = (plan: AudioPlan | null) =>
    plan?.codec === 'opus' && !tools.canEncodeOpus ? null : plan
  const planned = can(planAudio(kind, contentType, probed, sizeBytes))
  const path = join(work.folder, 'audio')
  const read = { tracks, ...work, path }
  const { plan, extracted } = await extractAs(
    tools,
    read,
    alongside(planned, tracks),
    can(opus),
    signal,
  )
  const mix = chooseMix(tracks, probed.tracks, extracted.sound)
  const isSparse = extracted.sound.levels.some(beginsLate)
  const wrong = wrongIn(recording, probed, extracted, mix)
  const mustRender = (wrong.isMixed || wrong.hasGaps || wrong.isVague) && tools.canEncodeOpus
  const rendered = mustRender || (planned?.codec === 'opus' && plan === null) ? opus : null
  const isApart = tracks.length === 1 && mix.voices?.outputs.length === 2
  if (rendered) {
    const chosen = isApart && mix.voices ? mix.voices : mix.mono
    await render(tools, work, { mix: chosen, path, form: 'opus', isSparse }, signal)
  }
  const speech = isApart ? null : await makeSpeech(tools, { ...work, isSparse }, mix.voices, signal)
  const made = rendered ?? plan
  const isHeard = isHeardInBrowsers(contentType, probed.streams)
  const isNeeded = mustRender || !isHeard
  return {
    durationMs: lengthOf(recording, probed, extracted),
    peaks: extracted.peaks,
    audio: made ? { path, contentType: made.contentType, isNeeded } : null,
    speech,
    heardIn: made && (!isHeard || wrong.isMixed || wrong.isVague) ? 'audio' : 'recording',
    voices: speech || isApart ? (mix.voices?.outputs.length ?? null) : null,
    missingMs: missingOf(recording, probed, extracted),
    isSilent: mix.isSilent,
  }
}

/** Ten minutes of nothing in frames of 100 ms. */
const lateFrames = 6_000

const beginsLate = (levels: Uint8Array): boolean => {
  const first = levels.findIndex((level) => level < 120)
  return first === -1 ? levels.length > lateFrames : first > lateFrames
}

/** What can be made while the sound is listened to: it is not known yet how several channels belong together. */
function alongside(planned: AudioPlan | null, tracks: DecodedTrack[]): AudioPlan | null {
  const [only] = tracks
  if (tracks.length !== 1 || !only || only.channels > 2) return null
  return planned?.codec === 'copy' || only.channels < 2 ? planned : null
}

interface Work {
  sign(): Promise<string>
  onProgress(doneMs: number): void
}

/** Some tracks can be played but not be moved into a container of their own. */
async function extractAs(
  tools: MediaTools,
  read: Work & { tracks: DecodedTrack[]; path: string },
  plan: AudioPlan | null,
  otherwise: AudioPlan | null,
  signal: AbortSignal,
): Promise<{ plan: AudioPlan | null; extracted: ExtractedMedia }> {
  const { tracks, path, onProgress } = read
  const extract = async (audio: AudioPlan | null) =>
    tools.extract(
      {
        url: await read.sign(),
        tracks,
        audio: audio ? { path, plan: audio } : null,
        onProgress,
      },
      signal,
    )
  try {
    return { plan, extracted: await extract(plan) }
  } catch (error) {
    if (plan?.codec !== 'copy' || !(error instanceof MediaFault)) throw error
    return { plan: otherwise, extracted: await extract(otherwise) }
  }
}

const render = async (
  tools: MediaTools,
  { sign, onProgress }: Work,
  request: Omit<RenderRequest, 'url' | 'onProgress'>,
  signal: AbortSignal,
): Promise<void> => tools.render({ url: await sign(), onProgress, ...request }, signal)

/** For recognisers alone: nobody wants to listen to each person from another side. */
async function makeSpeech(
  tools: MediaTools,
  work: Work & { folder: string; isSparse: boolean },
  voices: SoundMix | null,
  signal: AbortSignal,
): Promise<MadeFile | null> {
  const channels = voices?.outputs.length ?? 0
  if (!voices || channels > mostChannelsOfFlac) return null
  const isOpus = channels === 2 && tools.canEncodeOpus
  const path = join(work.folder, 'speech')
  const form = isOpus ? 'opus' : 'flac'
  await render(tools, work, { mix: voices, path, form, isSparse: work.isSparse }, signal)
  return { path, contentType: isOpus ? 'audio/ogg' : 'audio/flac' }
}

function wrongIn(
  { kind, contentType }: Recording,
  probed: ProbedMedia,
  { durationMs, soundMs }: ExtractedMedia,
  mix: ChosenMix,
) {
  const startMs = probed.tracks[0]?.startMs ?? 0
  const gapMs = soundMs === null ? 0 : durationMs - soundMs
  const saidMs = probed.durationMs ?? durationMs
  const isReckoned = contentType === 'audio/mpeg' || contentType === 'audio/aac'
  return {
    isMixed: !mix.isPlain,
    hasGaps: startMs > leastGapMs || gapMs > leastGapMs,
    isVague:
      kind === 'audio' && isReckoned && Math.abs(saidMs - durationMs) > durationMs * sameLength,
  }
}

/** How long a last picture may stand. */
const lastPictureMs = 1_000

/** What was heard; pictures may go on after it. */
function lengthOf(recording: Recording, probed: ProbedMedia, extracted: ExtractedMedia): number {
  const isWhole = missingOf(recording, probed, extracted) === null
  const picturesMs = recording.kind === 'video' && isWhole ? (probed.durationMs ?? 0) : 0
  return picturesMs > extracted.durationMs + lastPictureMs ? picturesMs : extracted.durationMs
}

const leastMissingMs = 2_000

/** By what the tracks themselves promise; a container may go on with pictures. */
function missingOf(
  { kind, sizeBytes, promised }: Recording,
  probed: ProbedMedia,
  { durationMs }: ExtractedMedia,
): number | null {
  const isStated = promised.isLengthStated
  const tracks = probed.tracks.map(({ startMs, durationMs: own }) => startMs + (own ?? 0))
  const promisedMs = Math.max(
    ...(isStated ? tracks : []),
    isStated && kind === 'audio' ? (probed.durationMs ?? 0) : 0,
    (durationMs * (promised.sizeBytes ?? 0)) / sizeBytes,
  )
  const missingMs = Math.round(promisedMs - durationMs)
  return missingMs > Math.max(leastMissingMs, durationMs * sameLength) ? missingMs : null
}
