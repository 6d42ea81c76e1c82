import { splitLines } from '../formats/clock.ts'

const isFull = (line: string): boolean => line.trim() !== ''

const LINE_NUMBER = /^\s*(\d{1,5})(?:\s{2,}|\t+)(?=\S)/
const NUMBERED_SHARE = 0.9

/** The numbers of lines that courts print beside them. */
export function withoutLineNumbers(text: string): string {
  const lines = splitLines(text)
  const full = lines.filter(isFull)
  const numbers = full.flatMap((line) => LINE_NUMBER.exec(line)?.[1] ?? []).map(Number)
  // They count on, and begin again on each page.
  const counting = numbers.filter(
    (number, at) => number === (numbers[at - 1] ?? 0) + 1 || number === 1,
  )
  const areNumbered =
    numbers.length >= Math.max(3, full.length * NUMBERED_SHARE) &&
    counting.length >= numbers.length * NUMBERED_SHARE
  return areNumbered ? lines.map((line) => line.replace(LINE_NUMBER, '')).join('\n') : text
}

const QUESTION_OR_ANSWER = /^\s*(\p{Lu})\.\s+(?=\S)/u

/** `Q. Where do you live?` and `A. In Leeds.`: two letters that take turns, not points of a list. */
function withColonsBehindLetters(lines: readonly string[]): readonly string[] {
  const full = lines.filter(isFull)
  const letters = full.flatMap((line) => QUESTION_OR_ANSWER.exec(line)?.[1] ?? [])
  const areTurns =
    letters.length >= Math.max(4, full.length * 0.6) &&
    new Set(letters).size === 2 &&
    letters.filter((letter, at) => letter !== letters[at - 1]).length >= letters.length * 0.7
  return areTurns ? lines.map((line) => line.replace(QUESTION_OR_ANSWER, '$1: ')) : lines
}

/** Signs other than a colon that set a name off; a dash stands in speech too, so it has to be everywhere. */
const SEPARATORS: readonly [RegExp, number][] = [
  [/^([^:：\n]{1,60}?)\s*(?:→|⇒|=>|->|»|›|::)\s*(?=\S)/u, 0.85],
  [/^([^:：\n]{1,60}?)\s*[;|]\s+(?=\S)/u, 0.9],
  [/^([^:：\n]{1,60}?)\s+[-–—]\s+(?=\S)/u, 0.95],
]
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

/** Writes labels of a dress that the whole file has (`Ines → …`, `Q. …`) with a colon. The number of lines stays the same. */
export const plainLabels = (text: string): string =>
  withColonsBehindNames(withColonsBehindLetters(splitLines(text))).join('\n')
