import type { MediaStream } from '../../../db/schema/media.ts'
import { MediaFault, type ProbedMedia } from '../../modules/media/ports.ts'
import { guarded, runProgram, words } from './run-program.ts'

const deadlineMs = 2 * 60_000
const mostStreams = 64

interface Report {
  format?: { duration?: string }
  streams?: {
    codec_type?: string
    codec_name?: string
    channels?: number
    disposition?: { attached_pic?: number }
  }[]
}

/** Length and tracks of a recording. https://ffmpeg.org/ffprobe.html#json */
export async function probe(url: string, signal: AbortSignal): Promise<ProbedMedia> {
  let json = ''
  await runProgram({
    program: 'ffprobe',
    arguments: [
      ...words('-v error -max_alloc 268435456 -of json=compact=1 -show_entries'),
      'format=duration:stream=codec_type,codec_name,channels:stream_disposition=attached_pic',
      ...guarded(url),
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

function toProbed({ format, streams = [] }: Report): ProbedMedia {
  const seconds = Number(format?.duration ?? Number.NaN)
  return {
    durationMs: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : null,
    streams: streams.slice(0, mostStreams).map(({ codec_name, channels, ...stream }) => ({
      kind: kindOf(stream),
      codec: codec_name ?? 'unknown',
      ...(channels ? { channels } : {}),
    })),
  }
}

/** A cover is a picture and makes no video of a song. */
function kindOf(stream: {
  codec_type?: string
  disposition?: { attached_pic?: number }
}): MediaStream['kind'] {
  if (stream.codec_type === 'audio') return 'audio'
  return stream.codec_type === 'video' && stream.disposition?.attached_pic !== 1 ? 'video' : 'other'
}
