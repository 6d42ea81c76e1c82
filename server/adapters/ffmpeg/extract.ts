import { join } from 'node:path'
import { statSync } from 'node:fs'
import {
  type AudioPlan,
  type DecodedTrack,
  type ExtractedMedia,
  type ExtractRequest,
  MediaFault,
} from '../../modules/media/ports.ts'
import { joinedChannels, joinTracks } from './join-tracks.ts'
import { guarded, runProgram, words } from './run-program.ts'
import { createSoundMeter } from './sound-meter.ts'

const samplesPerSecond = 8_000
/** Time limit for the sound of one recording. */
export const deadlineMs = 60 * 60_000

const firstTrack: DecodedTrack[] = [{ track: 0, channels: 1 }]

/**
 * Decodes the sound once: for the waveform, for facts about its channels, and, where requested, into a file. `folder`
 * takes temporary output.
 */
export async function extract(
  folder: string,
  { url, reading, tracks = firstTrack, audio, onProgress }: ExtractRequest,
  signal: AbortSignal,
): Promise<ExtractedMedia> {
  const channels = joinedChannels(tracks)
  const meter = createSoundMeter(channels, samplesPerSecond)
  const doneMs = () => Math.round((meter.sampleCount() * 1_000) / samplesPerSecond)
  // Samples of a single track, counted regardless of their timestamps.
  const counted = tracks.length === 1 ? join(folder, `counted-${crypto.randomUUID()}`) : null
  await runProgram({
    program: 'ffmpeg',
    arguments: [
      ...words('-nostdin -hide_banner -v error -y -max_alloc 268435456'),
      ...words('-filter_threads 1 -filter_complex_threads 1 -threads 1 -vn -sn -dn'),
      ...guarded(url, reading),
      '-filter_complex',
      joinTracks(tracks, samplesPerSecond, counted ? countingFilter : null),
      ...words('-map [joined] -c:a pcm_s16le -f s16le pipe:1'),
      ...(counted ? ['-map', '[counted]', ...words('-c:a pcm_u8 -f u8'), counted] : []),
      ...(audio ? [...track(audio.plan), audio.path] : []),
    ],
    deadlineMs,
    signal,
    async read(output) {
      for await (const chunk of output) {
        meter.add(chunk)
        onProgress(doneMs())
      }
    },
  })
  if (meter.sampleCount() === 0) throw new MediaFault('unreadable_media')
  const soundMs = counted ? (statSync(counted).size * 1_000) / countedPerSecond : null
  return {
    durationMs: doneMs(),
    soundMs: soundMs === null ? null : Math.round(soundMs),
    ...meter.finish(),
  }
}

const countedPerSecond = 200
const countingFilter = `asetpts=N/SR/TB,aformat=channel_layouts=mono,aresample=${countedPerSecond}`

const formats: Record<AudioPlan['container'], string> = {
  // The index comes first, so that a player need not download the end.
  m4a: '-movflags +faststart -f ipod',
  mp3: '-f mp3',
  ogg: '-f ogg',
}

export const withoutTags = words('-map_metadata -1 -map_chapters -1 -threads 1')
export const asOpus = words('-c:a libopus -b:a 48k -application voip')

/** Drops names, comments and chapters of the original. */
const track = ({ codec, container }: AudioPlan): string[] => [
  ...words('-map 0:a:0'),
  ...withoutTags,
  ...(codec === 'copy' ? words('-c:a copy') : [...asOpus, ...words('-ac 1')]),
  ...words(formats[container]),
]
