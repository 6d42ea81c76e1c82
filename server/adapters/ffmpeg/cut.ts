import { statSync } from 'node:fs'
import { join } from 'node:path'
import type { CutPiece, CutRequest } from '../../modules/transcription/ports.ts'
import { chooseCuts } from './choose-cuts.ts'
import { deadlineMs, extract, withoutTags } from './extract.ts'
import { joinTracks } from './join-tracks.ts'
import { guarded, runProgram, words } from './run-program.ts'

/** Clear enough for recognisers; 25 MB hold an hour and a half. */
const opusForSpeech = words('-c:a libopus -b:a 32k -application voip')
/** In decibels below full scale; anything quieter is silence. */
const silentDb = 75

/**
 * Cuts the sound of a recording into files of a folder, channel by channel: in pauses, and none longer than requested.
 */
export async function cut(
  folder: string,
  { url, voices, mostMs }: CutRequest,
  signal: AbortSignal,
): Promise<CutPiece[]> {
  const channels = voices ?? 1
  const tracks = [{ track: 0, channels: voices ?? 0 }]
  const listening = { url, tracks, audio: null, onProgress: () => undefined }
  const { sound, durationMs } = await extract(folder, listening, signal)
  const cuts = chooseCuts(loudestOf(sound.levels), mostMs)
  const names = Array.from({ length: channels }, (_, channel) =>
    join(folder, `${channel}-%05d.ogg`),
  )
  await runProgram({
    program: 'ffmpeg',
    arguments: [
      ...words('-nostdin -hide_banner -v error -y -max_alloc 268435456'),
      ...words('-filter_threads 1 -filter_complex_threads 1 -threads 1 -vn -sn -dn'),
      ...guarded(url),
      '-filter_complex',
      splitFilter(tracks, voices),
      ...names.flatMap((name, channel) => [
        '-map',
        `[out${channel}]`,
        ...withoutTags,
        ...opusForSpeech,
        ...words('-f segment -segment_format ogg -reset_timestamps 1'),
        '-segment_times',
        // Without this option ffmpeg cuts every two seconds.
        cuts.length > 0 ? cuts.map((ms) => (ms / 1_000).toFixed(3)).join(',') : '1000000',
        name,
      ]),
    ],
    deadlineMs,
    signal,
    read: async (output) => {
      for await (const _ of output);
    },
  })
  const starts = [0, ...cuts]
  return starts.flatMap((startMs, at) =>
    names.map((name, channel): CutPiece => {
      const path = name.replace('%05d', String(at).padStart(5, '0'))
      const endMs = starts[at + 1] ?? durationMs
      const levels = sound.levels[channel] ?? new Uint8Array()
      return {
        path,
        contentType: 'audio/ogg',
        sizeBytes: statSync(path).size,
        startMs,
        endMs,
        channel: voices === null ? null : channel,
        isSilent: levels.subarray(startMs / 100, endMs / 100).every((level) => level >= silentDb),
      }
    }),
  )
}

function splitFilter(tracks: { track: number; channels: number }[], voices: number | null): string {
  const joined = joinTracks(tracks, 16_000)
  if (voices === null) return joined.replace(/\[joined\]$/, '[out0]')
  const copies = Array.from({ length: voices }, (_, channel) => `[copy${channel}]`).join('')
  const single = Array.from(
    { length: voices },
    (_, channel) => `[copy${channel}]pan=mono|c0=c${channel}[out${channel}]`,
  )
  return `${joined};[joined]asplit=${voices}${copies};${single.join(';')}`
}

/** The loudest channel at each moment. */
function loudestOf(levels: Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...rest] = levels
  return first.map((level, at) => rest.reduce((most, own) => Math.min(most, own[at] ?? 120), level))
}
