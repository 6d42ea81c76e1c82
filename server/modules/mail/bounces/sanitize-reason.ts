const readAtMost = 2_000
const keptAtMost = 200

/**
 * Sanitizes a foreign server's diagnostic so that it can be stored and shown: one short line without control
 * characters, people's addresses or links. Null if nothing is left.
 */
export function sanitizeReason(diagnostic: string): string | null {
  const line = diagnostic
    .slice(0, readAtMost)
    .replace(/^\s*[\w-]{1,40}\s*;/, '')
    .replaceAll(/[\p{C}\s]+/gu, ' ')
    .split(' ')
    .map(sanitizeWord)
    .filter(Boolean)
    .join(' ')
  // Drops half of a surrogate pair at the end.
  return (
    line
      .slice(0, keptAtMost)
      .replace(/[\uD800-\uDBFF]$/, '')
      .trim() || null
  )
}

/** Also links as people write them: without a scheme, with a path. */
const opens = /:\/\/|^\W*www\.|\p{L}\.\p{L}{2,}\/|^\W*(?:mailto|javascript|data|tel):/iu

const sanitizeWord = (word: string): string => (word.includes('@') || opens.test(word) ? '…' : word)
