import type { ImportWarning, Utterance } from '../types.ts'
import type { PlainLine } from './plain-lines.ts'

const CLOCK = String.raw`[[(<]?\d{1,3}:\d{2}(?::\d{2})?(?:[.,]\d{1,6})?(?:\s?[AaPp]\.?[Mm]\.?)?[\])>]?`
const AT_AN_END = new RegExp(String.raw`^${CLOCK}(?!\d)|(?<![\d:])${CLOCK}[\s:]*$`, 'u')
const MAX_HEAD_CHARS = 120
const MIN_COUNT = 3
const MIN_SHARE = 0.2
const MAX_EXAMPLE_CHARS = 80

/**
 * Warns when many lines begin or end with a time but no speaker was found: the heads could not be read, and a whole
 * meeting must not be imported without speakers silently.
 */
export function warnOfUnreadHeads(
  lines: readonly PlainLine[],
  utterances: readonly Utterance[],
): ImportWarning[] {
  if (utterances.some(({ speaker, startMs }) => speaker !== null || startMs !== null)) return []
  const heads = lines.filter(({ text }) => text.length <= MAX_HEAD_CHARS && AT_AN_END.test(text))
  const [first] = heads
  if (!first || heads.length < Math.max(MIN_COUNT, lines.length * MIN_SHARE)) return []
  const example = first.text.slice(0, MAX_EXAMPLE_CHARS).toWellFormed()
  return [
    {
      code: 'heads_unread',
      count: heads.length,
      example,
      line: first.number,
      detail: `${heads.length} lines look like times and names that could not be read (“${example}” in line ${first.number}): they stand among the words. Export the transcript as WebVTT, SRT or JSON.`,
    },
  ]
}
