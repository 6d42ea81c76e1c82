import { withoutHidden } from '../injection/plain.ts'
import type { Segment } from '../types.ts'

/** What chat templates treat as a turn boundary although it has no angle brackets. */
const TURN_MARK =
  /\[(\/?(?:INST|SYS|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS|PREFIX|SUFFIX))\]/giu
/** Characters of other scripts that models read as angle brackets, and the brackets themselves. */
const OPENING = /[<＜﹤〈⟨]/gu
const CLOSING = /[>＞﹥〉⟩]/gu

/**
 * Makes spoken or typed text safe between the prompt's delimiters: one line, no hidden characters, and nothing that
 * could close a delimiter. The words are unchanged.
 */
export function asData(text: string): string {
  return withoutHidden(text)
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(OPENING, '‹')
    .replaceAll(CLOSING, '›')
    .replaceAll(TURN_MARK, '($1)')
}

/** A, B … Z, AA, AB …: a speaker's label in a prompt, by position among the meeting's speakers. */
export function speakerLabel(place: number): string {
  const letter = String.fromCharCode(65 + (place % 26))
  return place < 26 ? letter : speakerLabel(Math.floor(place / 26) - 1) + letter
}

/** Lists who each label is, once for a prompt. */
export function renderLegend(speakers: string[]): string {
  return speakers.map((name, place) => `${speakerLabel(place)} = ${asData(name)}`).join('\n')
}

/**
 * The words of a window as delimited data: `A>` opens a turn of speaker A (`?>` where nobody knows),
 * and each line below it is one segment, its ordinal first. A segment is always one line, so no text
 * can open a turn, name another ordinal or end the data.
 */
export function renderTranscript(segments: Segment[], speakers: string[]): string {
  const labels = new Map(speakers.map((name, place) => [name, speakerLabel(place)]))
  const lines = ['<transcript>']
  let turn: string | undefined
  for (const { ordinal, speaker, text } of segments) {
    const label = (speaker === null ? undefined : labels.get(speaker)) ?? '?'
    if (label !== turn) lines.push(`${label}>`)
    turn = label
    lines.push(`${ordinal} ${asData(text)}`)
  }
  lines.push('</transcript>')
  return lines.join('\n')
}
