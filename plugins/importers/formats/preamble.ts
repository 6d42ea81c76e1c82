import { leftOut } from '../left-out.ts'
import { endsSentence } from '../shaping/sentences.ts'
import type { ImportWarning, Utterance } from '../types.ts'

const MAX_TITLE_CHARS = 200
const TEAMS_DURATION = /^(?:\d{1,3}\s?(?:h|m|s|ч|мин|м|сек|с)\.?\s*){1,3}$/i

const isFact = (line: string): boolean =>
  line.length <= MAX_TITLE_CHARS && (!endsSentence(line) || TEAMS_DURATION.test(line))

interface Preamble {
  title: string | null
  /** Words above the first header, whose speaker the file does not name. */
  opening: Utterance[]
  warnings: ImportWarning[]
}

/** Splits the lines above the first turn into title and date, which are left out, and speech without a speaker. */
export function readPreamble(lines: readonly string[]): Preamble {
  if (!lines.every(isFact)) {
    const text = lines.join('\n')
    const opening = { cueId: '', speaker: null, startMs: null, endMs: null, text }
    return { title: null, opening: [opening], warnings: [] }
  }
  const detail = `${leftOut(lines.length, 'line')}: what stands above the first turn (title, date) is no talk.`
  return {
    title: lines[0] ?? null,
    opening: [],
    warnings: lines.length === 0 ? [] : [{ code: 'lines_left_out', count: lines.length, detail }],
  }
}
