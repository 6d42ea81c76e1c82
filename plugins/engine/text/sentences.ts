/** A stretch of a text: UTF-16 offsets, end exclusive. */
export interface Span {
  start: number
  end: number
}

const SENTENCE_END = /(?<![.!?…])[.!?…]+["'»”’)\]]*(?=\s|$)/gu
const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|vs|etc|e\.g|i\.e|approx|т\.е|т\.к|т\.п|т\.д|ул|руб|тыс|млн|стр)$/iu
const INITIAL = /(?:^|[\s(])(?![IЯ])\p{Lu}$/u

/** Cuts a text into sentences without changing a character; white space at the edges is left out. */
export function sentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    if (match[0] === '.' && isAbbreviation(text, start, match.index)) continue
    push(spans, text, start, end)
    start = end
  }
  push(spans, text, start, text.length)
  return spans
}

/** Longer than any abbreviation and the sign before it, so that the look back stays cheap. */
const LOOK_BACK = 12

function isAbbreviation(text: string, start: number, end: number): boolean {
  const before = text.slice(Math.max(start, end - LOOK_BACK), end)
  return ABBREVIATION.test(before) || INITIAL.test(before)
}

function push(spans: Span[], text: string, start: number, end: number): void {
  const piece = text.slice(start, end)
  const from = start + (piece.length - piece.trimStart().length)
  const to = end - (piece.length - piece.trimEnd().length)
  if (to > from) spans.push({ start: from, end: to })
}
