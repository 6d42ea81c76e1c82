import { cleanText } from './clean-text.ts'
import { withoutRemarks } from './label-shape.ts'

/** Names known from outside the transcript: the participants, and the organisation's people. */
export interface KnownNames {
  /** From the file's own list, or the meeting's: part of such a name is enough. */
  participants: readonly string[]
  /** A directory may contain every common word as a first name, so only a whole name counts. */
  directory: readonly string[]
}

const wordsOf = (name: string): string[] =>
  cleanText(withoutRemarks(name) || name)
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)

/** Equal for `Anna Kern` and `Kern, Anna`. */
const keyOf = (words: readonly string[]): string => words.toSorted().join(' ')

/** Returns a test for known names, with first and last name in either order. */
export function readKnownNames({
  participants,
  directory,
}: KnownNames): (label: string) => boolean {
  const whole = new Set([...participants, ...directory].map((name) => keyOf(wordsOf(name))))
  const parts = new Set(participants.flatMap(wordsOf))
  whole.delete('')
  return (label) => {
    const words = wordsOf(label)
    return whole.has(keyOf(words)) || (words.length === 1 && parts.has(words[0] ?? ''))
  }
}
