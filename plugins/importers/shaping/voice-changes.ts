import type { Utterance } from '../types.ts'
import { isProperName, splitAtLabel } from './label-shape.ts'

/** `>>` before words, unlike `5 >> 2` and the `>>>` of a quoted mail. */
const CHANGE = /(^|\n|\s)>{2,3}(?!>)[^\S\n]*(?=[^\s\d>]|$)/gu

/** `Owen Pratt >> I will …`: here the mark follows a name. */
const isBehindName = (before: string): boolean => {
  const line = before.slice(before.lastIndexOf('\n') + 1).trim()
  return line !== '' && line.split(/\s+/).length <= 4 && isProperName(line)
}

const hasLabel = (words: string): boolean =>
  splitAtLabel(words.slice(0, 200).split('\n')[0] ?? '') !== null

/**
 * Captions for the hard of hearing mark another voice with `>>`: the words after it are a separate turn without a name.
 * A label there is put on a line of its own for the label reader.
 */
const DASH = /^\s*[-–—]\s?(?=\S)/

/** Splits two lines with leading dashes in one cue into turns of two unnamed people. */
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
