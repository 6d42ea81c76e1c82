import { isNameShaped, isProperName, splitAtLabel } from './label-shape.ts'

/** Shares of lines that begin with a possible name, above which the whole document is a dialogue. */
const CERTAIN_SHARE = 0.9
const DIALOGUE_SHARE = 0.5
/** Below these a repeated `Word:` is a habit of the text, not a speaker. */
const SPARSE_SHARE = 0.05
const SPARSE_COUNT = 3

/** People take turns: so many different labels, none of which comes back, are a list of headings. */
const LIST_COUNT = 6

export interface LabelledText {
  speaker: string | null
  text: string
}

const countLabels = (lines: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>()
  for (const line of lines) {
    const label = splitAtLabel(line)?.label
    if (label !== undefined && isNameShaped(label)) counts.set(label, (counts.get(label) ?? 0) + 1)
  }
  return counts
}

const sum = (counts: Iterable<number>): number => {
  let total = 0
  for (const count of counts) total += count
  return total
}

const isFullName = (label: string): boolean => isProperName(label) && /\S[\s_]\S/.test(label)

const acceptSparse = (counts: Map<string, number>, lineCount: number): Set<string> => {
  const repeated = [...counts].filter(([label, count]) => count >= 2 && isProperName(label))
  const total = sum(repeated.map(([, count]) => count))
  if (repeated.length < 2 || total < Math.max(SPARSE_COUNT, lineCount * SPARSE_SHARE)) {
    return new Set()
  }
  return new Set(
    [...counts].filter(([label, count]) => count >= 2 || isFullName(label)).map(([label]) => label),
  )
}

/**
 * Which texts before a colon are speakers, judged by how the whole document behaves: where nearly
 * every line begins with a name, any well-shaped one is a speaker; where few do, only names that come
 * back. One `Reminder:` in an hour of speech stays speech. `mayBeList` for notes, where headings look alike.
 */
export function findSpeakerLabels(
  lines: readonly string[],
  { mayBeList }: { mayBeList: boolean },
): Set<string> {
  const counts = countLabels(lines)
  const labelled = sum(counts.values())
  const share = lines.length === 0 ? 0 : labelled / lines.length
  const isList = mayBeList && labelled >= LIST_COUNT && counts.size === labelled
  if (isList) return new Set()
  if (counts.size === 1 && labelled < 2) {
    return new Set(share >= DIALOGUE_SHARE ? [...counts.keys()].filter(isFullName) : [])
  }
  if (share >= CERTAIN_SHARE) return new Set(counts.keys())
  if (share < DIALOGUE_SHARE) return acceptSparse(counts, lines.length)
  return new Set(
    [...counts]
      .filter(([label, count]) => count >= 2 || isProperName(label))
      .map(([label]) => label),
  )
}

/** Takes an accepted label off the front of a line; speaker null when there is none. */
export function takeLabel(line: string, labels: ReadonlySet<string>): LabelledText {
  const split = labels.size > 0 ? splitAtLabel(line) : null
  return split && labels.has(split.label)
    ? { speaker: split.label, text: split.rest }
    : { speaker: null, text: line }
}
