import { splitLines } from '../formats/clock.ts'
import { isProperName, shapeOf } from '../shaping/label-shape.ts'

const isFull = (line: string): boolean => line.trim() !== ''

const LINE_NUMBER = /^\s*(\d{1,5})(?:\s{2,}|\t+)(?=\S)/
const NUMBERED_SHARE = 0.9

/** Removes line numbers, which courts print. */
export function withoutLineNumbers(text: string): string {
  const lines = splitLines(text)
  const full = lines.filter(isFull)
  const numbers = full.flatMap((line) => LINE_NUMBER.exec(line)?.[1] ?? []).map(Number)
  // Line numbers ascend, and restart on each page.
  const counting = numbers.filter(
    (number, at) => number === (numbers[at - 1] ?? 0) + 1 || number === 1,
  )
  const areNumbered =
    numbers.length >= Math.max(3, full.length * NUMBERED_SHARE) &&
    counting.length >= numbers.length * NUMBERED_SHARE
  return areNumbered ? lines.map((line) => line.replace(LINE_NUMBER, '')).join('\n') : text
}

const QUESTION_OR_ANSWER = /^\s*(\p{Lu})\.\s+(?=\S)/u

/** `Q. Where do you live?` and `A. In Leeds.`: two letters that alternate, unlike the points of a list. */
function withColonsBehindLetters(lines: readonly string[]): readonly string[] {
  const full = lines.filter(isFull)
  const letters = full.flatMap((line) => QUESTION_OR_ANSWER.exec(line)?.[1] ?? [])
  const areTurns =
    letters.length >= Math.max(4, full.length * 0.6) &&
    new Set(letters).size === 2 &&
    letters.filter((letter, at) => letter !== letters[at - 1]).length >= letters.length * 0.7
  return areTurns ? lines.map((line) => line.replace(QUESTION_OR_ANSWER, '$1: ')) : lines
}

/** Separators after a name other than a colon; a dash occurs in speech too, so it must be on every line. */
const SEPARATORS: readonly [RegExp, number][] = [
  [/^([^:：\n]{1,60}?)\s*(?:→|⇒|=>|->|»|›|::)\s*(?=\S)/u, 0.85],
  [/^([^:：\n]{1,60}?)\s*[;|]\s+(?=\S)/u, 0.9],
  [/^([^:：\n]{1,60}?)\s{1,4}[-–—>]\s{1,4}(?=\S)/u, 0.95],
  // `<Ann> words`, `{Ann} words`, as chats and some recognisers write.
  [/^[<{【〔《‹«]([^<>{}/\n]{1,60})[>}】〕》›»]\s{0,4}(?=\S)/u, 0.85],
  // `<b>Ann:</b> words`.
  [
    /^(?:<\p{L}{1,6}(?: [^<>]{1,80})?>\s?){1,3}([^<>:：\n]{1,60}?)\s?[:：]?(?:<\/\p{L}{1,6}>){1,3}\s?[:：]?\s{0,4}(?=\S)/u,
    0.85,
  ],
]
/** `田中「…」` */
const IN_QUOTES = /^([^「」:：\n]{1,30})「([^\n]{1,4000})」$/u
const MIN_LINES = 3
const MAX_NAME_WORDS = 5

const areNames = (labels: readonly string[]): boolean => {
  const counts = new Map<string, number>()
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1)
  return (
    counts.size > 1 &&
    labels.filter((label) => (counts.get(label) ?? 0) > 1).length >= labels.length / 2 &&
    [...counts.keys()].every(
      (label) => /\p{L}/u.test(label) && label.split(/\s+/).length <= MAX_NAME_WORDS,
    )
  )
}

function withColonsBehindNames(lines: readonly string[]): readonly string[] {
  const full = lines.filter(isFull)
  for (const [pattern, share] of SEPARATORS) {
    const labels = full.flatMap((line) => pattern.exec(line.trim())?.[1] ?? [])
    if (labels.length < Math.max(MIN_LINES, full.length * share) || !areNames(labels)) continue
    return lines.map((line) => line.trim().replace(pattern, '$1: '))
  }
  return lines
}

const NUMBERED_LABEL = /^\s*(\d{1,5})[.)]\s{1,4}(?=([^:：\n]{1,60})[:：]\s)/u

/** `1) Ann: …`, `2) Ben: …`, if the names repeat. */
function withoutNumbersOfTurns(lines: readonly string[]): readonly string[] {
  const full = lines.filter(isFull)
  const found = full.flatMap((line) => {
    const [, number, label] = NUMBERED_LABEL.exec(line) ?? []
    return label === undefined ? [] : [{ number: Number(number), label }]
  })
  const counting = found.filter(({ number }, at) => number === (found[at - 1]?.number ?? 0) + 1)
  const areTurns =
    found.length >= Math.max(MIN_LINES, full.length * NUMBERED_SHARE) &&
    counting.length >= found.length * NUMBERED_SHARE &&
    areNames(found.map(({ label }) => label))
  return areTurns ? lines.map((line) => line.replace(NUMBERED_LABEL, '')) : lines
}

/** A quoted turn after a name, as in Japanese minutes. */
function withColonsBeforeQuotes(lines: readonly string[]): readonly string[] {
  const full = lines.filter(isFull)
  const labels = full.flatMap((line) => IN_QUOTES.exec(line.trim())?.[1] ?? [])
  if (labels.length < Math.max(MIN_LINES, full.length * 0.85) || !areNames(labels)) return lines
  return lines.map((line) => line.trim().replace(IN_QUOTES, '$1: $2'))
}

const NAME_ALONE = /^#{0,6}\s{0,4}([^\s#][^\n:：]{0,58}?)\s?[:：]?$/u
const ENDS_AS_SPEECH = /[.,;!?…。！？]$/u

/** A name alone above each paragraph, as in printed plays, or in a Markdown heading. */
function withColonsBehindNamesAbove(lines: readonly string[]): readonly string[] {
  const heads: { at: number; below: number; name: string }[] = []
  let paragraphCount = 0
  for (const [at, line] of lines.entries()) {
    const isHeading = /^#{1,6}\s/.test(line)
    if (!isFull(line) || (isFull(lines[at - 1] ?? '') && !isHeading)) continue
    const name = NAME_ALONE.exec(line.trim())?.[1]
    const below = isFull(lines[at + 1] ?? '') ? at + 1 : isHeading ? at + 2 : -1
    const isParagraphOfHeading = !isHeading && heads.at(-1)?.below === at
    if (!isParagraphOfHeading) paragraphCount += 1
    if (name === undefined || ENDS_AS_SPEECH.test(name) || !isFull(lines[below] ?? '')) continue
    heads.push({ at, below, name })
  }
  const names = heads.map(({ name }) => name)
  const proper = names.filter((name) => isProperName(name) && shapeOf(name) !== 'opener')
  const areOfAll = heads.length >= Math.max(MIN_LINES, paragraphCount * 0.85)
  if (!areOfAll || proper.length < names.length / 2 || !areNames(names)) return lines
  const out = [...lines]
  for (const { at, below, name } of heads) {
    out[at] = ''
    out[below] = `${name}: ${out[below] ?? ''}`
  }
  return out
}

/**
 * Rewrites labels in a style that the whole file uses (`Ines → …`, `Q. …`) with a colon. The number of lines stays the
 * same.
 */
export const normaliseLabels = (text: string): string =>
  [
    withoutNumbersOfTurns,
    withColonsBehindLetters,
    withColonsBeforeQuotes,
    withColonsBehindNamesAbove,
    withColonsBehindNames,
  ]
    .reduce((lines, write) => write(lines), splitLines(text) as readonly string[])
    .join('\n')
