import { checkUtteranceCount } from '../../limits.ts'
import { isObject, type Json, type JsonDialect, textOrNull, toTranscript } from './fields.ts'
import { fitUnits } from './plausible-units.ts'
import {
  isSpacing,
  readRecord,
  readRecords,
  toUtterances,
  type TurnRecord,
  warnOfEmptyRecords,
  withoutRepeatedStart,
} from './records.ts'
import { findUnreadFields, warnOfUnreadFields } from './segment-fields.ts'
import { areWords, joinWords } from './word-list.ts'

interface FoundList {
  records: TurnRecord[]
  unread: string[][]
  /** Records without words, which are left out. */
  emptyCount: number
  depth: number
}

const MAX_DEPTH = 5
const MAX_LISTS = 40
/** Lists about how the words were recognised, not of turns. */
const NOT_TURNS =
  /^(?:elements|chapters|entities|topics|summary|action_?items|highlights|participants|attendees|speakers)$/i
const TURN_SHARE = 0.7

const isTurn = ({ speaker, start }: TurnRecord): boolean => speaker !== null || start !== null

const readList = (whole: readonly unknown[], depth: number): FoundList | null => {
  const list = withoutRepeatedStart(whole.filter((value) => !isSpacing(value)))
  if (list.length === 0 || !isObject(list[0])) return null
  checkUtteranceCount(list.length)
  const read = list.map(readRecords)
  const records = read.flat()
  const emptyCount = read.filter((turns) => turns.length === 0).length
  if (list.length - emptyCount < list.length * TURN_SHARE) return null
  if (records.filter(isTurn).length < records.length * TURN_SHARE) return null
  const unread = list.filter(isObject).map((record) => {
    const { speaker, start } = readRecord(record) ?? {}
    const has = { hasSpeaker: Boolean(speaker), hasStart: Boolean(start) }
    return findUnreadFields(record, has).filter((field) => !isObject(record[field]))
  })
  return { records, unread, emptyCount, depth }
}

/** Finds every list of turns in the document, the outermost first. */
const findLists = (document: unknown): FoundList[] => {
  const found: FoundList[] = []
  let level: { value: unknown; isTurns: boolean }[] = [{ value: document, isTurns: true }]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const below: typeof level = []
    for (const { value, isTurns } of level) {
      if (Array.isArray(value)) {
        const list = isTurns ? readList(value, depth) : null
        if (list) found.push(list)
        // Pages, channels and results contain lists of their own.
        else if (value.length <= MAX_LISTS) {
          below.push(...value.map((item) => ({ value: item as unknown, isTurns: true })))
        }
      } else if (isObject(value)) {
        for (const [name, item] of Object.entries(value).slice(0, MAX_LISTS)) {
          if (typeof item === 'object') below.push({ value: item, isTurns: !NOT_TURNS.test(name) })
        }
      }
    }
    level = below.slice(0, MAX_LISTS * MAX_LISTS)
  }
  return found
}

const spokenLength = ({ records }: FoundList): number =>
  records.reduce((sum, { text }) => sum + text.length, 0)

/** Prefers lists with speakers over those without, and turns over words. */
const choose = (lists: readonly FoundList[]): FoundList | null => {
  const longest = Math.max(0, ...lists.map(spokenLength))
  const whole = lists.filter((list) => spokenLength(list) >= longest / 2)
  const rank = ({ records }: FoundList): number => {
    const named = records.some(({ speaker }) => speaker !== null) ? 0 : 2
    return named + (areWords(toUtterances(records)) ? 1 : 0)
  }
  return whole.toSorted((a, b) => rank(a) - rank(b) || a.depth - b.depth)[0] ?? null
}

const TITLES = ['title', 'meeting_title', 'name', 'topic', 'subject']

const titleOf = (document: Json): string | null => {
  for (const field of TITLES) {
    const title = textOrNull(document[field])
    if (title !== null) return title
  }
  return null
}

/**
 * Speech services and meeting tools without a reader of their own: finds the list of turns by what its records contain,
 * words with a speaker or a time.
 */
export const turnsDialect: JsonDialect = {
  format: 'json',
  read(document) {
    const list = choose(findLists(document))
    if (!list) return null
    const isUnitNamed = list.records.every(({ start }) => start === null || start.isUnitNamed)
    const utterances = toUtterances(list.records)
    const fitted = isUnitNamed ? { records: utterances, warnings: [] } : fitUnits(utterances)
    const turns = areWords([...fitted.records]) ? joinWords(fitted.records) : [...fitted.records]
    return {
      ...toTranscript(turns, isObject(document) ? titleOf(document) : null),
      warnings: [
        ...fitted.warnings,
        ...warnOfUnreadFields(list.unread),
        ...warnOfEmptyRecords(list.emptyCount),
      ],
    }
  },
}
