import type { ImportWarning } from '../types.ts'

const MAX_EXAMPLE_CHARS = 80

/** The beginning of a line that looks like a label but was not understood, and its place. */
export interface UnclearLine {
  text: string
  /** Of the file, from 1; null in captions, which have times. */
  line: number | null
  startMs: number | null
}

const formatTime = (ms: number): string => new Date(ms).toISOString().slice(11, 19)

/** A warning that counts such lines and names the first; empty when there are none. */
export function warnOfUnclearLabels(lines: readonly UnclearLine[]): ImportWarning[] {
  const [first] = lines
  if (!first) return []
  const example = first.text.slice(0, MAX_EXAMPLE_CHARS).toWellFormed().trim()
  const at =
    first.line === null
      ? first.startMs === null
        ? {}
        : { startMs: first.startMs }
      : { line: first.line }
  const place =
    first.line === null
      ? first.startMs === null
        ? ''
        : ` at ${formatTime(first.startMs)}`
      : ` in line ${first.line}`
  const isOne = lines.length === 1
  return [
    {
      code: 'labels_unclear',
      detail: `${isOne ? '1 line begins' : `${lines.length} lines begin`} with what may be a name (“${example}”${place}): the words are kept without a speaker. Choose the speaker in the transcript.`,
      count: lines.length,
      example,
      ...at,
    },
  ]
}
