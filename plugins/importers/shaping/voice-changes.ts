import type { Utterance } from '../types.ts'
import { isProperName, splitAtLabel } from './label-shape.ts'

/** `>>` in front of words; `5 >> 2` and the `>>>` of a quoted mail are something else. */
const CHANGE = /(^|\n|\s)>{2,3}(?!>)[^\S\n]*(?=[^\s\d>]|$)/gu

/** `Owen Pratt >> I will …`: here the mark sets off a name. */
const isBehindName = (before: string): boolean => {
  const line = before.slice(before.lastIndexOf('\n') + 1).trim()
  return line !== '' && line.split(/\s+/).length <= 4 && isProperName(line)
}

const hasLabel = (words: string): boolean =>
  splitAtLabel(words.slice(0, 200).split('\n')[0] ?? '') !== null

/**
 * Captions for people who do not hear mark another voice with `>>`: the words behind it are a turn of their own,
 * of somebody who is not named. Where a label stands there, it is left to whoever reads labels, on a line of its own.
 */
const DASH = /^\s*[-–—]\s?(?=\S)/

/** Two lines of one cue behind dashes: two people, of whom neither is named. */
export const splitDashes = (cue: Utterance): Utterance[] => {
  const lines = cue.text.split('\n').filter((line) => line.trim() !== '')
  const areVoices =
    cue.speaker === null &&
    lines.length > 1 &&
    lines.every((line) => DASH.test(line) && !hasLabel(line.replace(DASH, '')))
  return areVoices
    ? lines.map((line) => ({ ...cue, startsTurn: true, text: line.replace(DASH, '') }))
    : [cue]
}

export function splitVoiceChanges(cues: readonly Utterance[]): Utterance[] {
  return cues.flatMap((cue): Utterance[] => {
    if (!cue.text.includes('>>')) return [cue]
    const pieces: Utterance[] = []
    let words = ''
    let from = 0
    let startsTurn = false
    for (const match of cue.text.matchAll(CHANGE)) {
      const behind = cue.text.slice(match.index + match[0].length)
      words += cue.text.slice(from, match.index)
      from = match.index
      if (isBehindName(words)) continue
      if (hasLabel(behind)) {
        words += words === '' ? '' : '\n'
        from += match[1]?.length ?? 0
        continue
      }
      if (words.trim() !== '') pieces.push({ ...cue, startsTurn, text: words })
      words = ''
      from = match.index + match[0].length
      startsTurn = true
    }
    words += cue.text.slice(from)
    if (words.trim() !== '') pieces.push({ ...cue, startsTurn, text: words })
    return pieces
  })
}
