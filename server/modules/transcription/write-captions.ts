import type { Segment } from '../../../plugins/engine/types.ts'

export const captionFormats = ['vtt', 'srt', 'txt', 'json'] as const
export type CaptionFormat = (typeof captionFormats)[number]

export const captionTypes: Record<CaptionFormat, string> = {
  vtt: 'text/vtt; charset=utf-8',
  srt: 'application/x-subrip; charset=utf-8',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
}

/**
 * A transcript as a file: WebVTT with voices, SubRip, plain `Name: text`, or JSON segments. Caption formats need times;
 * segments without any are left out of them, so ask for `txt` or `json` where the transcript has none.
 */
export function writeCaptions(format: CaptionFormat, segments: Segment[]): string {
  if (format === 'vtt') return `WEBVTT\n\n${segments.flatMap(vttCue).join('\n')}`
  if (format === 'srt') return segments.filter(isTimed).map(srtCue).join('\n')
  if (format === 'txt') return segments.map(plainLine).join('')
  return JSON.stringify({
    segments: segments.map(({ speaker, startMs, endMs, text }) => ({
      speaker,
      startMs,
      endMs,
      text,
    })),
  })
}

type Timed = Segment & { startMs: number }
const isTimed = (segment: Segment): segment is Timed => segment.startMs !== null

const vttCue = (segment: Segment): string[] => {
  if (!isTimed(segment)) return []
  const voice = segment.speaker === null ? '' : `<v ${escapeVtt(segment.speaker)}>`
  return [`${segment.ordinal}\n${timing(segment, '.')}\n${voice}${escapeVtt(segment.text)}\n`]
}

const srtCue = (segment: Timed, at: number): string =>
  `${at + 1}\n${timing(segment, ',')}\n${spoken(segment)}\n`

const plainLine = (segment: Segment): string => `${spoken(segment)}\n`

const spoken = ({ speaker, text }: Segment): string =>
  speaker === null ? text : `${speaker}: ${text}`

const timing = ({ startMs, endMs }: Timed, separator: string): string =>
  `${clock(startMs, separator)} --> ${clock(endMs ?? startMs + 1, separator)}`

function clock(ms: number, separator: string): string {
  const two = (value: number) => String(value).padStart(2, '0')
  const seconds = Math.floor(ms / 1000)
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two)
  return `${parts.join(':')}${separator}${String(ms % 1000).padStart(3, '0')}`
}

const escapeVtt = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\n', ' ')
