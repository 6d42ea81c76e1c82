import { join } from 'node:path'
import type { MediaSound } from '../../../../db/schema/media.ts'
import {
  type AudioPlan,
  type DecodedTrack,
  type ExtractedMedia,
  MediaFault,
  type MediaTools,
  type ProbedMedia,
  type Reading,
  type RenderRequest,
  type SoundMix,
} from '../ports.ts'
import type { Promised } from '../detect/promised.ts'
import { type ChosenMix, chooseMix, chooseTracks } from './choose-mix.ts'
import { isHeardInBrowsers, opus, planAudio } from './plan-audio.ts'
import type { MediaKind } from '../../../../plugins/vocabulary.ts'

/** Less is the rounding of containers, and nobody hears it. */
const leastGapMs = 300
/** Browsers play on over a gap, until somebody looks for another moment: the words are so much ahead of it by then. */
const longGapMs = 1_000
/** Players that reckon a length by the bit rate find no moment again beyond this. */
const sameLength = 0.02
const mostChannelsOfFlac = 8

interface Recording {
  kind: MediaKind
  contentType: string
  sizeBytes: number
  promised: Promised
}

interface MadeFile {
  path: string
  contentType: string
}

/** The files made from the sound of a recording, and what was measured. */
export interface TakenSound extends Omit<MediaSound, 'speech'> {
  durationMs: number
  /** Pictures end long before the sound: who watches them would not hear the rest. */
  isPictureShort: boolean
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
  work: Work & { folder: string },
  signal: AbortSignal,
): Promise<TakenSound> {
  const { kind, contentType, sizeBytes } = recording
  const timed = chooseTracks(probed.tracks)
  const can = (plan: AudioPlan | null) =>
    plan?.codec === 'opus' && !tools.canEncodeOpus ? null : plan
  const planned = can(planAudio(kind, contentType, probed, sizeBytes))
  const path = join(work.folder, 'audio')
  const read = { tracks: timed, ...work, path }
  const asked = alongside(planned, timed)
  const first = await extractAs(tools, read, asked, can(opus), signal)
  const isUntimed = areTimesWrong(probed, first.extracted)
  const tracks = timed.map((track) => (isUntimed ? { ...track, isUntimed } : track))
  const { plan, extracted } = isUntimed
    ? await extractAs(tools, { ...read, tracks }, null, null, signal)
    : first
  const mix = chooseMix(tracks, probed.tracks, extracted.sound)
  const isSparse = extracted.sound.levels.some(beginsLate)
  const isReadOtherwise = isUntimed || work.reading?.isLengthWrong === true
  const wrong = wrongIn(recording, probed, extracted, mix, isReadOtherwise)
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
    isPictureShort: kind === 'video' && wrong.isLonger,
    peaks: extracted.peaks,
    audio: made ? { path, contentType: made.contentType, isNeeded } : null,
    speech,
    heardIn: made && (!isHeard || wrong.isHeardWrong) ? 'audio' : 'recording',
    voices: speech || isApart ? (mix.voices?.outputs.length ?? null) : null,
    missingMs: missingOf(recording, probed, extracted),
    isSilent: mix.isSilent,
  }
}

/** Further away than this, a time that nothing else confirms was made up. */
const absurdShare = 1.5
const absurdMs = 10_000

/**
 * Times that begin anew where files were put one behind the other, so that a part would fall on top of another one; or
 * that run away from the length which the container and the samples agree on.
 */
function areTimesWrong(
  { durationMs: saidMs }: ProbedMedia,
  { durationMs, soundMs }: ExtractedMedia,
): boolean {
  if (soundMs === null) return false
  if (soundMs > durationMs * (1 + sameLength) + longGapMs) return true
  const isAgreed = saidMs !== null && Math.abs(soundMs - saidMs) <= saidMs * sameLength + longGapMs
  return isAgreed && durationMs > soundMs * absurdShare + absurdMs
}

/** Ten minutes of silence in frames of 100 ms. */
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
  reading?: Reading
  onProgress(doneMs: number): void
}

/** Some tracks can be played but not copied into a container of their own. */
async function extractAs(
  tools: MediaTools,
  read: Work & { tracks: DecodedTrack[]; path: string },
  plan: AudioPlan | null,
  otherwise: AudioPlan | null,
  signal: AbortSignal,
): Promise<{ plan: AudioPlan | null; extracted: ExtractedMedia }> {
  const { tracks, path, onProgress, reading } = read
  const extract = async (audio: AudioPlan | null) =>
    tools.extract(
      {
        url: await read.sign(),
        ...(reading ? { reading } : {}),
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
  { sign, onProgress, reading }: Work,
  request: Omit<RenderRequest, 'url' | 'reading' | 'onProgress'>,
  signal: AbortSignal,
): Promise<void> =>
  tools.render(
    { url: await sign(), onProgress, ...(reading ? { reading } : {}), ...request },
    signal,
  )

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
  isReadOtherwise: boolean,
) {
  const startMs = probed.tracks[0]?.startMs ?? 0
  const gapMs = soundMs === null ? 0 : durationMs - soundMs
  const apartMs = durationMs - (probed.durationMs ?? durationMs)
  const isReckoned = contentType === 'audio/mpeg' || contentType === 'audio/aac'
  const isLonger = apartMs > durationMs * sameLength + (isReckoned ? 0 : longGapMs)
  const isVague =
    isReadOtherwise ||
    isLonger ||
    (kind === 'audio' && isReckoned && Math.abs(apartMs) > durationMs * sameLength)
  const isMixed = !mix.isPlain
  return {
    isMixed,
    isVague,
    isLonger,
    hasGaps: startMs > leastGapMs || gapMs > leastGapMs,
    isHeardWrong: isMixed || isVague || gapMs - startMs > longGapMs,
  }
}

/** How long the last picture may stay. */
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
  // Some programs count the length of a track from its own beginning, others from that of the recording.
  const mostMs = probed.durationMs ?? Number.POSITIVE_INFINITY
  const tracks = probed.tracks.map(({ startMs, durationMs: own }) =>
    Math.min(startMs + (own ?? 0), mostMs),
  )
  const promisedMs = Math.max(
    ...(isStated ? tracks : []),
    isStated && kind === 'audio' ? (probed.durationMs ?? 0) : 0,
    (durationMs * (promised.sizeBytes ?? 0)) / sizeBytes,
  )
  const missingMs = Math.round(promisedMs - durationMs)
  return missingMs > Math.max(leastMissingMs, durationMs * sameLength) ? missingMs : null
}
