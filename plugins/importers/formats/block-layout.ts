import { isFullName, shapeOf, splitAtLabel } from '../shaping/label-shape.ts'
import {
  type Head,
  HEAD_DRESSES,
  type HeadDress,
  isLikelyHeadName,
  mayBeHeadName,
  readHead,
} from './block-heads.ts'
import { readPlainHeader } from './header-line.ts'
import { areRecordingTimes } from './plain-times.ts'

export interface BlockLayout {
  dress: HeadDress
  /** Names that come back, whatever they look like. */
  repeated: ReadonlySet<string>
  /** The times are places in a recording, not on a wall. */
  isRecording: boolean
  isBracketed: boolean
  /** Heads stand below blank lines. */
  startsParagraphs: boolean
}

interface FoundHead extends Head {
  at: number
  hasWords: boolean
}

/** The next line with words, within three. */
const nextWords = (lines: readonly string[], from: number): number | undefined => {
  for (let at = from; at < Math.min(lines.length, from + 4); at += 1) if (lines[at]) return at
  return undefined
}

const readHeads = (lines: readonly string[], dress: HeadDress): FoundHead[] => {
  const heads: FoundHead[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const head = readHead(lines, at, dress)
    if (!head || !mayBeHeadName(head.name)) continue
    const below = nextWords(lines, at + head.length)
    const next = below === undefined ? null : readHead(lines, below, dress)
    const isHeadBelow = next !== null && mayBeHeadName(next.name)
    heads.push({ ...head, at, hasWords: below !== undefined && !isHeadBelow })
    at += head.length - 1
  }
  return heads
}

/** Where most have brackets around the time, a line that ends in a time without them is speech. */
const findHeads = (lines: readonly string[], dress: HeadDress): FoundHead[] => {
  const heads = readHeads(lines, dress)
  const bracketed = heads.filter(({ isBracketed }) => isBracketed)
  return bracketed.length * 2 > heads.length ? bracketed : heads
}

const LIKELY_SHARE = 0.7
const LEAST_SHARE = 0.5
const WORDS_SHARE = 0.75
const OTHER_SHARE = 0.15
const PREAMBLE_SHARE = 0.3
/** A title, a date and a list of those present may be longer than a short talk. */
const MAX_SHORT_PREAMBLE = 12
const ORDER_SHARE = 0.9

/** Lines that show another layout: headers of known services, and `Name: words`. */
const countOthers = (lines: readonly string[]): number =>
  lines.filter((line) => readPlainHeader(line)?.name).length

const countLabelled = (lines: readonly string[]): number =>
  lines.filter((line) => {
    const split = splitAtLabel(line)
    return split !== null && split.rest !== '' && isLikelyHeadName(split.label)
  }).length

/** In front of their titles, times head the chapters of a recording too. */
const mayNameOnce: ReadonlySet<HeadDress> = new Set(
  HEAD_DRESSES.filter((dress) => dress !== 'time in front'),
)

const isFull = ({ name }: FoundHead): boolean => isLikelyHeadName(name) && isFullName(name)

const ascends = (heads: readonly FoundHead[]): boolean =>
  heads.filter(({ timeMs }, at) => timeMs >= (heads[at - 1]?.timeMs ?? 0)).length >=
  heads.length * ORDER_SHARE

const judge = (
  lines: readonly string[],
  dress: HeadDress,
): (BlockLayout & { count: number }) | null => {
  const heads = findHeads(lines, dress)
  const counts = new Map<string, number>()
  for (const { name } of heads) counts.set(name, (counts.get(name) ?? 0) + 1)
  const repeated = new Set([...counts].filter(([, count]) => count >= 2).map(([name]) => name))
  const likely = heads.filter(({ name }) => isLikelyHeadName(name) || repeated.has(name))
  const [first] = heads
  const clauses = heads.filter((head) => !likely.includes(head) && shapeOf(head.name) === 'clause')
  // One odd label costs nobody else a name.
  const isNamed =
    likely.length >= (heads.length - clauses.length) * LIKELY_SHARE &&
    likely.length >= heads.length * LEAST_SHARE
  if (!first || !isNamed || !ascends(heads)) return null
  const isRecording = !heads.some(({ isClock }) => isClock) && areRecordingTimes([first.timeMs])
  // An agenda has times of the day above words too; there hardly any entry comes back.
  const isWithoutReturn =
    isRecording && mayNameOnce.has(dress) && heads.length > 1 && heads.every(isFull)
  // Nobody plans to the second.
  const isLogged = isRecording || heads.every(({ isClock, isExact }) => isClock || isExact)
  if (repeated.size < (isLogged ? 1 : 2) && !isWithoutReturn) return null
  if (heads.filter(({ hasWords }) => hasWords).length < heads.length * WORDS_SHARE) return null
  const above = lines.slice(0, first.at).filter(Boolean).length
  if (above > Math.max(MAX_SHORT_PREAMBLE, lines.length * PREAMBLE_SHARE)) return null
  const spaced = heads.filter(({ at }) => !lines[at - 1])
  return {
    dress,
    repeated,
    isRecording,
    isBracketed: heads.filter((head) => head.isBracketed).length > heads.length / 2,
    startsParagraphs: spaced.length > heads.length / 2,
    count: heads.length,
  }
}

/** How the file writes a name and a time above the words; null where it does not, or in a layout that has its own reader. */
export function findBlockLayout(lines: readonly string[]): BlockLayout | null {
  let best: (BlockLayout & { count: number }) | null = null
  for (const dress of HEAD_DRESSES) {
    const layout = judge(lines, dress)
    if (layout && layout.count > (best?.count ?? 0)) best = layout
  }
  if (!best) return null
  const otherCount = countOthers(lines)
  if (otherCount > Math.max(1, best.count * OTHER_SHARE) || otherCount * 2 >= best.count)
    return null
  return countLabelled(lines) > best.count ? null : best
}
