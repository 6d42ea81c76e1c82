import { isFullName, shapeOf, splitAtLabel } from '../shaping/label-shape.ts'
import {
  type Head,
  HEAD_FORMS,
  type HeadForm,
  isLikelyHeadName,
  mayBeHeadName,
  readHead,
} from './block-heads.ts'
import { readPlainHeader } from './header-line.ts'
import { areRecordingTimes } from './plain-times.ts'

export interface BlockLayout {
  form: HeadForm
  /** Names that occur more than once, whatever they look like. */
  repeated: ReadonlySet<string>
  /** The times are positions in a recording, not times of day. */
  isRecording: boolean
  isBracketed: boolean
  /** Heads stand below blank lines. */
  startsParagraphs: boolean
}

interface FoundHead extends Head {
  at: number
  hasWords: boolean
}

/** The next line with text, within three lines. */
const nextWords = (lines: readonly string[], from: number): number | undefined => {
  for (let at = from; at < Math.min(lines.length, from + 4); at += 1) if (lines[at]) return at
  return undefined
}

const readHeads = (lines: readonly string[], form: HeadForm): FoundHead[] => {
  const heads: FoundHead[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const head = readHead(lines, at, form)
    if (!head || !mayBeHeadName(head.name)) continue
    const below = nextWords(lines, at + head.length)
    const next = below === undefined ? null : readHead(lines, below, form)
    const isHeadBelow = next !== null && mayBeHeadName(next.name)
    heads.push({ ...head, at, hasWords: below !== undefined && !isHeadBelow })
    at += head.length - 1
  }
  return heads
}

/** If most heads have brackets around the time, a line that ends in a bare time is speech. */
const findHeads = (lines: readonly string[], form: HeadForm): FoundHead[] => {
  const heads = readHeads(lines, form)
  const bracketed = heads.filter(({ isBracketed }) => isBracketed)
  return bracketed.length * 2 > heads.length ? bracketed : heads
}

const LIKELY_SHARE = 0.7
const LEAST_SHARE = 0.5
const WORDS_SHARE = 0.75
const OTHER_SHARE = 0.15
const PREAMBLE_SHARE = 0.3
/** A title, a date and a list of participants may be longer than a short conversation. */
const MAX_SHORT_PREAMBLE = 12
const ORDER_SHARE = 0.9

/** Counts lines of other layouts: headers of known services, and `Name: words`. */
const countOthers = (lines: readonly string[]): number =>
  lines.filter((line) => readPlainHeader(line)?.name).length

const countLabelled = (lines: readonly string[]): number =>
  lines.filter((line) => {
    const split = splitAtLabel(line)
    return split !== null && split.rest !== '' && isLikelyHeadName(split.label)
  }).length

/** In these, a time before a title may also be a chapter of a recording. */
const mayNameOnce: ReadonlySet<HeadForm> = new Set(
  HEAD_FORMS.filter((form) => form !== 'time in front'),
)

const isFull = ({ name }: FoundHead): boolean => isLikelyHeadName(name) && isFullName(name)

const ascends = (heads: readonly FoundHead[]): boolean =>
  heads.filter(({ timeMs }, at) => timeMs >= (heads[at - 1]?.timeMs ?? 0)).length >=
  heads.length * ORDER_SHARE

const judge = (
  lines: readonly string[],
  form: HeadForm,
): (BlockLayout & { count: number }) | null => {
  const heads = findHeads(lines, form)
  const counts = new Map<string, number>()
  for (const { name } of heads) counts.set(name, (counts.get(name) ?? 0) + 1)
  const repeated = new Set([...counts].filter(([, count]) => count >= 2).map(([name]) => name))
  const likely = heads.filter(({ name }) => isLikelyHeadName(name) || repeated.has(name))
  const [first] = heads
  const clauses = heads.filter((head) => !likely.includes(head) && shapeOf(head.name) === 'clause')
  // One odd label must not discard the other names.
  const isNamed =
    likely.length >= (heads.length - clauses.length) * LIKELY_SHARE &&
    likely.length >= heads.length * LEAST_SHARE
  if (!first || !isNamed || !ascends(heads)) return null
  const isRecording = !heads.some(({ isClock }) => isClock) && areRecordingTimes([first.timeMs])
  // An agenda has times of day above text too, but its entries rarely repeat.
  const isWithoutReturn =
    isRecording && mayNameOnce.has(form) && heads.length > 1 && heads.every(isFull)
  // Agendas have no seconds.
  const isLogged = isRecording || heads.every(({ isClock, isExact }) => isClock || isExact)
  if (repeated.size < (isLogged ? 1 : 2) && !isWithoutReturn) return null
  if (heads.filter(({ hasWords }) => hasWords).length < heads.length * WORDS_SHARE) return null
  const above = lines.slice(0, first.at).filter(Boolean).length
  if (above > Math.max(MAX_SHORT_PREAMBLE, lines.length * PREAMBLE_SHARE)) return null
  const spaced = heads.filter(({ at }) => !lines[at - 1])
  return {
    form,
    repeated,
    isRecording,
    isBracketed: heads.filter((head) => head.isBracketed).length > heads.length / 2,
    startsParagraphs: spaced.length > heads.length / 2,
    count: heads.length,
  }
}

/**
 * Finds how the file writes name and time above the words; null when it does not, or in a layout that has its own
 * reader.
 */
export function findBlockLayout(lines: readonly string[]): BlockLayout | null {
  let best: (BlockLayout & { count: number }) | null = null
  for (const form of HEAD_FORMS) {
    const layout = judge(lines, form)
    if (layout && layout.count > (best?.count ?? 0)) best = layout
  }
  if (!best) return null
  const otherCount = countOthers(lines)
  if (otherCount > Math.max(1, best.count * OTHER_SHARE) || otherCount * 2 >= best.count)
    return null
  return countLabelled(lines) > best.count ? null : best
}
