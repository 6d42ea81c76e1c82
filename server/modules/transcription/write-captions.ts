import type { Segment } from '../../../plugins/engine/types.ts'
import { type CaptionFormat } from '../../../plugins/vocabulary.ts'

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
  if (format === 'vtt') return `WEBVTT\n\n${toCues(segments).map(vttCue).join('\n')}`
  if (format === 'srt') return toCues(segments).map(srtCue).join('\n')
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

type Cue = Segment & { startMs: number; endMs: number }

/** People read about 17 characters a second, miss a cue under one second, and find one over seven seconds too slow. */
const MS_PER_CHARACTER = 60
const SHORTEST_MS = 1_000
const LONGEST_MS = 7_000

const readingMs = (text: string): number =>
  Math.min(LONGEST_MS, Math.max(SHORTEST_MS, text.length * MS_PER_CHARACTER))

/** A cue without an end stays until the next one starts, or as long as it takes to read. */
function toCues(segments: readonly Segment[]): Cue[] {
  const cues: Cue[] = []
  let nextMs = Number.POSITIVE_INFINITY
  for (const segment of segments.toReversed()) {
    const { startMs, endMs, text } = segment
    if (startMs === null) continue
    const isKnown = endMs !== null && endMs > startMs
    const later = nextMs > startMs ? nextMs : Number.POSITIVE_INFINITY
    cues.push({
      ...segment,
      startMs,
      endMs: isKnown ? endMs : Math.min(later, startMs + readingMs(text)),
    })
    if (startMs < nextMs) nextMs = startMs
  }
  return cues.toReversed()
}

const vttCue = (cue: Cue): string => {
  const voice = cue.speaker === null ? '' : `<v ${escapeVtt(cue.speaker)}>`
  return `${cue.ordinal}\n${timing(cue, '.')}\n${voice}${escapeVtt(cue.text)}\n`
}

const srtCue = (cue: Cue, at: number): string => `${at + 1}\n${timing(cue, ',')}\n${spoken(cue)}\n`

const plainLine = (segment: Segment): string => `${spoken(segment)}\n`

const spoken = ({ speaker, text }: Segment): string =>
  speaker === null ? text : `${speaker}: ${text}`

const timing = ({ startMs, endMs }: Cue, separator: string): string =>
  `${clock(startMs, separator)} --> ${clock(endMs, separator)}`

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
