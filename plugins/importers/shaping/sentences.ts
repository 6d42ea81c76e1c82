const SENTENCE_END = /[.!?…。！？]["'”’»)\]]*$/u
const SENTENCE_BREAK = /[.!?…。！？]["'”’»)\]]{0,5}\s/gu

/** Abbreviations and initials whose period does not end a sentence. */
const OPEN_PERIOD =
  /(?:^|[\s(]|\p{Lu}\.)(?:\p{Lu}|Dr|Mr|Mrs|Ms|St|vs|etc|e\.g|i\.e|т\.е|т\.д|т\.п|др|руб|тыс|ул|стр|г)\.$/u

/** Whether the text ends a sentence. After a trailing ellipsis the next text decides. */
export function endsSentence(text: string): boolean {
  return SENTENCE_END.test(text.slice(-12)) && !OPEN_PERIOD.test(text.slice(-12))
}

/** Whether `next` continues the sentence with which `text` ends. */
export function continuesSentence(text: string, next: string): boolean {
  if (!endsSentence(text)) return true
  return /…["'”’»)]*$/u.test(text.slice(-12)) && /^["'“‘«(]*\p{Ll}/u.test(next.slice(0, 12))
}

/** Ascending offsets at which a new sentence begins inside the text. */
export function sentenceStarts(text: string): number[] {
  const starts: number[] = []
  for (const match of text.matchAll(SENTENCE_BREAK)) {
    const start = match.index + match[0].length
    if (!OPEN_PERIOD.test(text.slice(Math.max(0, start - 12), start - 1))) starts.push(start)
  }
  return starts
}

export const countWords = (text: string): number => {
  let count = 0
  let inWord = false
  for (const char of text) {
    const isSpace = char === ' '
    if (!isSpace && !inWord) count += 1
    inWord = !isSpace
  }
  return count
}

const lastBefore = (offsets: number[], limit: number, from: number): number | undefined =>
  offsets.findLast((offset) => offset <= limit && offset > from)

/** Cuts text into pieces of at most `maxChars` UTF-16 units: at a sentence's end, else at a space, else anywhere. */
export function cutAtSentences(text: string, maxChars: number): string[] {
  const pieces: string[] = []
  let rest = text
  while (rest.length > maxChars) {
    const window = rest.slice(0, maxChars)
    const space = window.lastIndexOf(' ')
    let cut = lastBefore(sentenceStarts(window), maxChars, 0) ?? (space > 0 ? space + 1 : maxChars)
    if (/[\uD800-\uDBFF]/.test(rest.charAt(cut - 1))) cut -= 1
    pieces.push(rest.slice(0, cut).trim())
    rest = rest.slice(cut)
  }
  pieces.push(rest.trim())
  return pieces.filter((piece) => piece !== '')
}
