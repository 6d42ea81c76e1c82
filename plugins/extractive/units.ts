import { addressedSpans, sentences, type Locale, type Segment } from '../engine/index.ts'

/** A folded word, and its position in the segment (UTF-16 offsets, end exclusive). */
export interface CueWord {
  text: string
  start: number
  end: number
}

/** One sentence of a transcript, from which items are cut. */
export interface Unit {
  index: number
  /** Index of the turn: consecutive sentences of one speaker. */
  turn: number
  segment: Segment
  /** Offsets in the segment's text, end exclusive. */
  start: number
  end: number
  locale: Locale
  words: CueWord[]
  /** Folded words separated and surrounded by spaces, for matching cues. */
  folded: string
  isQuestion: boolean
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’ʼ‐‑-][\p{L}\p{N}\p{M}]+)*/gu
const CYRILLIC = /\p{Script=Cyrillic}/gu
const LETTER = /\p{L}/gu
const FILLERS = new Set([
  'um',
  'uh',
  'uhm',
  'er',
  'erm',
  'hmm',
  'hm',
  'mm',
  'mmm',
  'э',
  'эм',
  'э-э',
  'м-м',
  'мм',
  'эээ',
  'э-э-э',
])

/**
 * Cuts segments into sentences with their folded words, in order of speech. Words that are addressed
 * to a language model are left out as if nobody had said them: no item can be cut from them, and the
 * others come out as they would without.
 */
export function cutUnits(segments: Segment[]): Unit[] {
  const units: Unit[] = []
  let turn = -1
  let speaker: string | null | undefined
  for (const segment of segments) {
    const addressed = addressedSpans(segment)
    const spans = sentences(segment.text).filter(
      ({ start, end }) => !addressed.some((span) => span.start < end && span.end > start),
    )
    if (spans.length === 0 && addressed.length > 0) continue
    if (turn < 0 || segment.speaker !== speaker || speaker === null) turn++
    speaker = segment.speaker
    for (const { start, end } of spans) {
      const text = segment.text.slice(start, end)
      const words = cueWords(text, start)
      units.push({
        index: units.length,
        turn,
        segment,
        start,
        end,
        locale: localeOf(text),
        words,
        folded: words.length === 0 ? ' ' : ` ${words.map((word) => word.text).join(' ')} `,
        isQuestion: /\?["'»”)]*$/.test(text),
      })
    }
  }
  return units
}

/** Folded words without fillers and repetitions. */
function cueWords(text: string, offset: number): CueWord[] {
  const words: CueWord[] = []
  for (const match of text.matchAll(WORD)) {
    const folded = match[0]
      .normalize('NFC')
      .toLowerCase()
      .replaceAll('ё', 'е')
      .replaceAll(/[’ʼ]/g, "'")
      .replaceAll(/[‐‑]/g, '-')
    if (FILLERS.has(folded) || words.at(-1)?.text === folded) continue
    const start = offset + match.index
    words.push({ text: folded, start, end: start + match[0].length })
  }
  return words
}

function localeOf(text: string): Locale {
  const letters = text.match(LETTER)?.length ?? 0
  const cyrillic = text.match(CYRILLIC)?.length ?? 0
  return cyrillic * 2 > letters ? 'ru' : 'en'
}

/** The sentence as it is in its segment. */
export function unitText(unit: Unit): string {
  return unit.segment.text.slice(unit.start, unit.end)
}
