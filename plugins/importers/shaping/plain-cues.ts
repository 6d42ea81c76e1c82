import { normaliseLabels } from '../intake/plain-labels.ts'
import type { Utterance } from '../types.ts'
import { isObject } from '../formats/json/fields.ts'
import { readRecord } from '../formats/json/records.ts'

const CLOCK_IN_FRONT = /^[[(]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?[\])]?\s{1,4}(?=\S)/u
const CLOCK_SHARE = 0.85

/** A cue whose text is JSON that names the speaker, as in full captions of Teams. */
const readObject = (cue: Utterance): Utterance => {
  const text = cue.text.trim()
  if (!text.startsWith('{"') || !text.endsWith('}')) return cue
  try {
    const value: unknown = JSON.parse(text)
    const record = isObject(value) ? readRecord(value) : null
    return record ? { ...cue, speaker: record.speaker ?? cue.speaker, text: record.text } : cue
  } catch {
    return cue
  }
}

/** Removes times from cues that repeat their time before the words. */
const withoutClocks = (lines: readonly string[]): readonly string[] => {
  const timed = lines.filter((line) => CLOCK_IN_FRONT.test(line)).length
  return timed > 2 && timed >= lines.length * CLOCK_SHARE
    ? lines.map((line) => line.replace(CLOCK_IN_FRONT, ''))
    : lines
}

/** Rewrites labels before the words of cues in any form (`Ann | …`, `{Ann} …`) with a colon. */
export function normaliseCues(cues: readonly Utterance[]): Utterance[] {
  const read = cues.map(readObject)
  if (read.some(({ speaker }) => speaker !== null)) return read
  const lines = withoutClocks(read.map(({ text }) => text.split('\n', 1)[0] ?? ''))
  const plain = normaliseLabels(lines.join('\n')).split('\n')
  if (plain.length !== read.length) return read
  return read.map((cue, at) => {
    const rest = cue.text.indexOf('\n')
    return { ...cue, text: (plain[at] ?? '') + (rest === -1 ? '' : cue.text.slice(rest)) }
  })
}
