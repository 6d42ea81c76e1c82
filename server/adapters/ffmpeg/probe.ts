import type { MediaStream } from '../../../db/schema/media.ts'
import { MediaFault, type ProbedMedia, type Reading } from '../../modules/media/ports.ts'
import { guarded, runProgram, words } from './run-program.ts'

const deadlineMs = 2 * 60_000
const maxStreams = 64

interface Report {
  format?: { duration?: string; start_time?: string }
  streams?: {
    codec_type?: string
    codec_name?: string
    codec_tag_string?: string
    channels?: number
    start_time?: string
    duration?: string
    tags?: Record<string, string>
    disposition?: { attached_pic?: number }
  }[]
}

/** Returns length and tracks of a recording. https://ffmpeg.org/ffprobe.html#json */
export async function probe(
  url: string,
  signal: AbortSignal,
  reading?: Reading,
): Promise<ProbedMedia> {
  let json = ''
  await runProgram({
    program: 'ffprobe',
    arguments: [
      ...words('-v error -max_alloc 268435456 -of json=compact=1 -show_entries'),
      'format=duration,start_time:stream=codec_type,codec_name,codec_tag_string,channels,start_time,duration:stream_tags=language,duration:stream_disposition=attached_pic',
      ...guarded(url, reading),
    ],
    deadlineMs,
    signal,
    async read(output) {
      json = await new Response(output).text()
    },
  })
  return toProbed(parse(json))
}

function parse(json: string): Report {
  try {
    return JSON.parse(json) as Report
  } catch {
    throw new MediaFault('unreadable_media')
  }
}

/** Encrypted by FairPlay or Common Encryption (ISO/IEC 23001-7). */
const protectedTag = /^(?:drm[si]|enc[av])$/

function toProbed({ format, streams = [] }: Report): ProbedMedia {
  const beginsAt = Number(format?.start_time ?? 0) || 0
  const listed = streams.slice(0, maxStreams)
  const isProtected = listed.some(({ codec_tag_string }) =>
    protectedTag.test(codec_tag_string ?? ''),
  )
  if (isProtected) throw new MediaFault('protected_media')
  return {
    durationMs: toMs(format?.duration),
    streams: listed.map(({ codec_name, channels, ...stream }) => ({
      kind: kindOf(stream),
      codec: codec_name ?? 'unknown',
      ...(channels ? { channels } : {}),
    })),
    tracks: listed
      .filter((stream) => kindOf(stream) === 'audio')
      .map(({ channels, codec_name, start_time, duration, tags }) => ({
        codec: codec_name ?? 'unknown',
        channels: channels ?? 0,
        startMs: Math.max(0, Math.round((Number(start_time ?? 0) - beginsAt) * 1_000) || 0),
        durationMs: toMs(duration) ?? clockMs(tags?.['DURATION'] ?? tags?.['duration']),
        language: languageOf(tags?.['language']),
      })),
  }
}

function toMs(said: string | undefined): number | null {
  const seconds = Number(said ?? Number.NaN)
  return Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : null
}

/** Matroska stores the length of a track in a tag: `00:01:02.345000000`. */
function clockMs(tag: string | undefined): number | null {
  const found = /^(\d+):(\d\d):(\d\d(?:\.\d+)?)$/.exec(tag ?? '')
  if (!found) return null
  const [, hours, minutes, seconds] = found
  return toMs(String(Number(hours) * 3_600 + Number(minutes) * 60 + Number(seconds)))
}

const languageOf = (tag: string | undefined): string | null =>
  tag && tag !== 'und' ? tag.toLowerCase() : null

/** Cover art does not make a song a video. */
function kindOf(stream: {
  codec_type?: string
  disposition?: { attached_pic?: number }
}): MediaStream['kind'] {
  if (stream.codec_type === 'audio') return 'audio'
  return stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1 ? 'video' : 'other'
}
