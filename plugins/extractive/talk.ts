import { isAddressedToModel, type SectionRequest } from '../engine/index.ts'
import { cueScore, has, holds, type CueList } from './forms.ts'
import { introductionsIn, type Introduction } from './introductions.ts'
import { cutUnits, type Unit } from './units.ts'

/** How others reacted to a proposal within the next turns. */
export interface Reception {
  assents: Unit[]
  /** How many others agreed explicitly. */
  agreements: number
  objected: boolean
}

/** A transcript prepared for searches: sentences, turns, chair. */
export interface Talk {
  request: SectionRequest
  units: Unit[]
  turns: Unit[][]
  /** The first sentence with a word in each turn. */
  openings: (Unit | undefined)[]
  wordCount: number
  /** Who chairs the meeting; null if nobody clearly does. */
  chair: string | null
  /** Who said what their role is. */
  introductions(): Introduction[]
  /** Cue scores by list, one for each unit. */
  scores(list: CueList): number[]
  /** The same, averaged over the neighbourhood. */
  smoothed(list: CueList): number[]
  /** Whether the words of a sentence occur nowhere else. */
  isSaidOnce(unit: Unit): boolean
}

const REPLY_TURNS = 3
const SHORT_REPLY_WORDS = 9
/** Size of the neighbourhood on either side of a sentence, in words, and in sentences if those are very short. */
const NEIGHBOUR_WORDS = 40
const NEIGHBOUR_UNITS = 40

/** Prepares the segments of a request. Cue scores and introductions are computed on demand. */
export function prepareTalk(request: SectionRequest): Talk {
  const units = cutUnits(request.segments)
  const turns: Unit[][] = []
  for (const unit of units) (turns[unit.turn] ??= []).push(unit)
  let introductions: Introduction[] | undefined
  const scores = new Map<CueList, number[]>()
  const smooth = new Map<CueList, number[]>()
  let allWords: string | undefined
  const scoresOf = (list: CueList) =>
    remember(scores, list, () => units.map((unit) => cueScore(unit, list)))
  return {
    request,
    units,
    turns,
    openings: turns.map((turn) => turn.find((unit) => unit.words.length > 0)),
    wordCount: units.reduce((sum, unit) => sum + unit.words.length, 0),
    chair: findChair(request, units),
    introductions: () => (introductions ??= introductionsIn(units)),
    scores: scoresOf,
    isSaidOnce(unit) {
      allWords ??= ` ${units.map(({ folded }) => folded.trim()).join('  ')} `
      return allWords.indexOf(unit.folded) === allWords.lastIndexOf(unit.folded)
    },
    smoothed: (list) => remember(smooth, list, () => smoothen(units, scoresOf(list))),
  }
}

function remember<Key, Value>(store: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = store.get(key)
  if (known !== undefined) return known
  const made = make()
  store.set(key, made)
  return made
}

/** Mean of the neighbours' scores per ten words, weighted by distance. */
function smoothen(units: Unit[], scores: number[]): number[] {
  return units.map((_, index) => {
    let weighted = 0
    let weights = 0
    for (const direction of [-1, 1]) {
      let distance = 0
      for (let step = 1; step <= NEIGHBOUR_UNITS; step++) {
        const at = index + direction * step
        if (at < 0 || at >= units.length) break
        const length = units[at]?.words.length ?? 0
        const weight = length * (1 - distance / NEIGHBOUR_WORDS)
        weighted += Math.min(scores[at] ?? 0, 5) * (1 - distance / NEIGHBOUR_WORDS)
        weights += weight
        distance += length
        if (distance >= NEIGHBOUR_WORDS) break
      }
    }
    return weights === 0 ? 0 : (weighted / weights) * 10
  })
}

/**
 * Reactions of others to a sentence: short assents, objections and questions. With `noIsYes` the speaker asked for
 * objections, so that "no" accepts.
 */
export function receptionOf(talk: Talk, unit: Unit, noIsYes = false): Reception {
  const assents: Unit[] = []
  const agreeing = new Set<string | null>()
  let objected = false
  for (let turn = unit.turn + 1; turn <= unit.turn + REPLY_TURNS; turn++) {
    const first = talk.openings[turn]
    const speaker = first?.segment.speaker ?? null
    if (!first || (speaker === unit.segment.speaker && speaker !== null)) continue
    if (noIsYes && / (?:no|nope|нет) /.test(first.folded.slice(0, 6))) {
      agreeing.add(speaker)
      assents.push(first)
      continue
    }
    if (has(first, 'objection') || (first.isQuestion && !has(first, 'assent'))) {
      objected = true
      continue
    }
    const isShort = first.words.length <= SHORT_REPLY_WORDS
    const agrees = isShort && has(first, 'agreement')
    if (agrees) agreeing.add(speaker)
    if (agrees || (isShort && has(first, 'assent')) || startsWithAssent(first)) assents.push(first)
  }
  return { assents, agreements: agreeing.size, objected }
}

function startsWithAssent(unit: Unit): boolean {
  const words = unit.words.slice(0, 2).map((word) => word.text)
  return holds(` ${words.join(' ')} `, unit.locale, 'assent')
}

function findChair(request: SectionRequest, units: Unit[]): string | null {
  for (const { name, role } of request.meeting.participants) {
    if (
      role !== null &&
      !isAddressedToModel(`${name} ${role}`) &&
      /chair|facilitat|moderator|manager|ведущ|председат|руководител/iu.test(role)
    )
      return name
  }
  const points = new Map<string, number>()
  const edge = Math.max(5, units.length * 0.04)
  for (const unit of units) {
    const { speaker } = unit.segment
    if (speaker === null) continue
    const atEdge = unit.index < edge || unit.index > units.length - edge
    const point = (has(unit, 'chair') ? 1 : 0) * (atEdge ? 2 : 1)
    points.set(speaker, (points.get(speaker) ?? 0) + point)
  }
  const [first, second] = [...points].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  return first && first[1] >= 2 && first[1] > (second?.[1] ?? 0) ? first[0] : null
}
