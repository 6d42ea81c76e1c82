const readAtMost = 2_000
const keptAtMost = 200

/**
 * What a strange server says of a letter, as it may be kept and shown: one short line without control characters, without
 * addresses of people, and without anything that asks to be opened. Null where nothing is left.
 */
export function toHarmlessReason(diagnostic: string): string | null {
  const line = diagnostic
    .slice(0, readAtMost)
    .replace(/^\s*[\w-]{1,40}\s*;/, '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .split(' ')
    .map(toHarmlessWord)
    .filter(Boolean)
    .join(' ')
  // Half a character at the end is none.
  return (
    line
      .slice(0, keptAtMost)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim() || null
  )
}

/** Links also as people write them: without a scheme, with a path. */
const opens = /:\/\/|^\W*www\.|\p{L}\.\p{L}{2,}\/|^\W*(?:mailto|javascript|data|tel):/iu

const toHarmlessWord = (word: string): string =>
  word.includes('@') || opens.test(word) ? '…' : word
