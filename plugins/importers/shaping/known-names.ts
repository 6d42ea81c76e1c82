import { cleanText } from './clean-text.ts'
import { withoutRemarks } from './label-shape.ts'

/** Names that stand outside the transcript itself: those who took part, and the organisation's people. */
export interface KnownNames {
  /** The file's own list, or the meeting's: part of such a name is enough. */
  participants: readonly string[]
  /** A directory may hold every common word as somebody's first name, so only a whole name counts. */
  directory: readonly string[]
}

const wordsOf = (name: string): string[] =>
  cleanText(withoutRemarks(name) || name)
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)

/** The same for `Anna Kern` and `Kern, Anna`. */
const keyOf = (words: readonly string[]): string => words.toSorted().join(' ')

/** Tells whether a label is one of the names that are known, in either order of first and last name. */
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
