/** A word of a text: its folded form and where it stands (UTF-16 offsets, end exclusive). */
export interface Word {
  folded: string
  start: number
  end: number
}

const WORD = /[\p{L}\p{N}\p{M}]+(?:['’ʼ][\p{L}\p{N}\p{M}]+)*/gu

/**
 * Words of a text, folded so that the same words compare equal however they were typed: NFC, lower
 * case, ё→е, apostrophes out, every other sign a boundary. Offsets point into the original text.
 */
export function words(text: string): readonly Word[] {
  const known = recent.get(text)
  if (known) return known
  const found = split(text)
  if (recent.size >= keptAtMost) recent.clear()
  if (text.length <= keptLength) recent.set(text, found)
  return found
}

/** A judged item looks at the same few segments many times: in its facts, its words and its likeness to others. */
const recent = new Map<string, readonly Word[]>()
const keptAtMost = 256
const keptLength = 4_000

function split(text: string): Word[] {
  const found: Word[] = []
  for (const match of text.matchAll(WORD)) {
    const folded = foldWord(match[0])
    if (folded !== '')
      found.push({ folded, start: match.index, end: match.index + match[0].length })
  }
  return found
}

/** The folded words of a text with single spaces between them. */
export function fold(text: string): string {
  return words(text)
    .map((word) => word.folded)
    .join(' ')
}

/** Letters that normalisation leaves as they are: most words of both languages. */
const PLAIN = /^[A-Za-z0-9А-Яа-яЁё]+$/

function foldWord(word: string): string {
  if (PLAIN.test(word)) return word.toLowerCase().replaceAll('ё', 'е')
  return word
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/['’ʼ]/g, '')
    .normalize('NFC')
}

/** Dice likeness of two texts by their sets of words, 0 to 1. */
export function likeness(a: string, b: string): number {
  const left = new Set(fold(a).split(' '))
  const right = new Set(fold(b).split(' '))
  let shared = 0
  for (const word of left) if (right.has(word)) shared++
  return (2 * shared) / (left.size + right.size)
}
