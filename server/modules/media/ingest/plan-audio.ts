import type { AudioPlan, ProbedMedia } from '../ports.ts'

/** Tracks that browsers play and speech providers take, with the container that holds just them. */
const kept: Record<string, Omit<AudioPlan, 'codec'>> = {
  aac: { container: 'm4a', contentType: 'audio/mp4' },
  mp3: { container: 'mp3', contentType: 'audio/mpeg' },
  opus: { container: 'ogg', contentType: 'audio/ogg' },
  vorbis: { container: 'ogg', contentType: 'audio/ogg' },
}
export const opus: AudioPlan = { codec: 'opus', container: 'ogg', contentType: 'audio/ogg' }

/** Speech stays as clear to people and recognisers as in the original; the rate is what extraction is measured against. */
const opusBitsPerSecond = 48_000
/** Below this gain the original serves as well. */
const worthwhile = 2

/**
 * What to keep of the sound on its own. A video's track is copied where everybody takes its codec, which costs no time
 * and no quality; what nobody plays, or what is much larger than it need be (WAV, FLAC, AIFF), becomes Opus in mono.
 * Null: the recording itself is the best there is.
 */
export function planAudio(
  kind: 'audio' | 'video',
  probed: ProbedMedia,
  sizeBytes: number,
): AudioPlan | null {
  const codec = probed.streams.find((stream) => stream.kind === 'audio')?.codec ?? ''
  const keep = Object.hasOwn(kept, codec) ? kept[codec] : undefined
  if (kind === 'video') return keep ? { codec: 'copy', ...keep } : opus
  if (keep) return null
  if (probed.durationMs === null) return opus
  const smallBytes = (probed.durationMs / 8_000) * opusBitsPerSecond
  // FLAC and WAV play everywhere; AMR, WMA and the like do not, however small they are.
  const isPlayable = codec === 'flac' || codec.startsWith('pcm_')
  return isPlayable && sizeBytes < smallBytes * worthwhile ? null : opus
}
