/** A stretch of a text: UTF-16 offsets, end exclusive. */
export interface Span {
  start: number
  end: number
}

const SENTENCE_END = /[.!?…]+["'»”’)\]]*(?=\s|$)/gu
const ABBREVIATION =
  /(?:^|[\s(])(?:mr|mrs|ms|dr|vs|etc|e\.g|i\.e|approx|no|т\.е|т\.к|т\.п|т\.д|г|ул|руб|тыс|млн|стр|см|им|\p{Lu})$/iu

/** Cuts a text into sentences without changing a character; white space at the edges is left out. */
export function sentences(text: string): Span[] {
  const spans: Span[] = []
  let start = 0
  for (const match of text.matchAll(SENTENCE_END)) {
    const end = match.index + match[0].length
    if (match[0] === '.' && ABBREVIATION.test(text.slice(start, match.index))) continue
    push(spans, text, start, end)
    start = end
  }
  push(spans, text, start, text.length)
  return spans
}

function push(spans: Span[], text: string, start: number, end: number): void {
  const piece = text.slice(start, end)
  const from = start + (piece.length - piece.trimStart().length)
  const to = end - (piece.length - piece.trimEnd().length)
  if (to > from) spans.push({ start: from, end: to })
}
