import type { MediaStream } from '../../../../db/schema/media.ts'
import type { AudioPlan, ProbedMedia } from '../ports.ts'
import type { MediaKind } from '../../../../plugins/vocabulary.ts'

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
/** A smaller saving is not worth a copy. */
const worthwhile = 2

const inIsoMedia = ['aac', 'mp3', 'opus', 'flac']
const inMatroska = ['opus', 'vorbis', 'aac', 'mp3', 'flac']
const inWave = ['u8', 's16le', 's24le', 's32le', 'f32le', 'alaw', 'mulaw'].map(
  (kind) => `pcm_${kind}`,
)

/** Which sound browsers play, by what it is in. https://developer.mozilla.org/docs/Web/Media/Guides/Formats/Containers */
const playable: Record<string, string[]> = {
  'audio/aac': ['aac'],
  'audio/flac': ['flac'],
  'audio/mp4': inIsoMedia,
  'audio/mpeg': ['mp3'],
  'audio/ogg': ['opus', 'vorbis', 'flac'],
  'audio/wav': inWave,
  'video/3gpp': inIsoMedia,
  'video/mp4': inIsoMedia,
  'video/ogg': ['opus', 'vorbis', 'flac'],
  'video/quicktime': inIsoMedia,
  'video/webm': inMatroska,
  'video/x-matroska': inMatroska,
}

const isIsoMedia = (contentType: string): boolean =>
  /^(?:audio\/mp4|video\/(?:3gpp|mp4|quicktime))$/.test(contentType)

/** Whether browsers play the sound of the original recording. */
export const isHeardInBrowsers = (contentType: string, streams: MediaStream[]): boolean =>
  (playable[contentType] ?? []).includes(codecOf(streams))

const codecOf = (streams: MediaStream[]): string =>
  streams.find((stream) => stream.kind === 'audio')?.codec ?? ''

/**
 * What to keep of the sound on its own. A track is copied where everybody takes its codec, which costs no time and no
 * quality, and its container is one that holds pictures or that nobody plays; what nobody plays, or what is much larger
 * than it need be (WAV, FLAC), becomes Opus. Null: the recording itself is the best there is.
 */
export function planAudio(
  kind: MediaKind,
  contentType: string,
  probed: Pick<ProbedMedia, 'streams' | 'durationMs'>,
  sizeBytes: number,
): AudioPlan | null {
  const codec = codecOf(probed.streams)
  const keep = Object.hasOwn(kept, codec) ? kept[codec] : undefined
  const isHeard = isHeardInBrowsers(contentType, probed.streams)
  // Layers 1 and 2 are called the same there, and only the third plays on its own.
  if (codec === 'mp3' && isIsoMedia(contentType)) return opus
  if (kind === 'video' || !isHeard) return keep ? { codec: 'copy', ...keep } : opus
  if (keep) return null
  if (probed.durationMs === null) return opus
  const smallBytes = (probed.durationMs / 8_000) * opusBitsPerSecond
  return sizeBytes < smallBytes * worthwhile ? null : opus
}
