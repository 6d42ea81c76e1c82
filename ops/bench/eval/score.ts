import {
  goldItems,
  TYPES,
  type GoldMeeting,
  type ItemType,
  type Prediction,
  type Predictions,
} from './gold.ts'

/** Segments on either side of a linked one that still count as a hit. */
const TOLERANCE = 2
/** Window around a `near` position. */
const NEAR_BACK = 12
const NEAR_FORWARD = 2

const STOP_WORDS = new Set(
  'the a an to of and or in on for with that this it is are was be will would should we they he she you i as at by from have has not do does so if about um uh и в на не что с по для как это то к у из за мы он она они а но же бы э'.split(
    ' ',
  ),
)

export interface TypeScore {
  gold: number
  predicted: number
  hits: number
  recall: number | null
  precision: number | null
  f1: number | null
  /** Mean content-word F1 of the texts of matched pairs. */
  text: number | null
  /** Items per meeting whose gold list is empty. */
  falseOnEmpty: number | null
  emptyMeetings: number
  /** Share of quotes found word for word; must be 1. */
  quoteOk: number | null
}

interface Tally {
  gold: number
  predicted: number
  hits: number
  texts: number[]
  falseItems: number
  emptyMeetings: number
  quotes: number
  quotesFound: number
}

function normalize(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replaceAll(/[^\p{L}\p{N}_]+/gu, ' ')
    .trim()
}

function contentWords(text: string): Set<string> {
  return new Set(
    normalize(text)
      .split(/\s+/)
      .filter((word) => word.length > 1 && !STOP_WORDS.has(word)),
  )
}

function textF1(a: string, b: string): number {
  const left = contentWords(a)
  const right = contentWords(b)
  const shared = [...left].filter((word) => right.has(word)).length
  return shared === 0 ? 0 : (2 * shared) / (left.size + right.size)
}

/** The position of each segment of a meeting, and its text as one normalised line for locating quotes. */
class Places {
  readonly position = new Map<string, number>()
  private readonly line: string
  private readonly placeAt: number[] = []

  constructor(readonly meeting: GoldMeeting) {
    let line = ''
    for (const [place, segment] of meeting.segments.entries()) {
      this.position.set(segment.id, place)
      const words = normalize(segment.text)
      if (words === '') continue
      line += ` ${words}`
      for (let i = 0; i <= words.length; i++) this.placeAt.push(place)
    }
    this.line = `${line} `
  }

  /** The positions that a quote covers, or null if it does not occur. */
  locate(quote: string): number[] | null {
    const words = normalize(quote)
    const from = words === '' ? -1 : this.line.indexOf(` ${words} `)
    if (from < 0) return null
    return [...new Set(this.placeAt.slice(from, from + words.length))]
  }

  /** The positions that count as a hit for a gold item; null if it has no link. */
  accepted(item: { evidence?: string[]; near?: string }): Set<number> | null {
    const spread = (from: number, to: number) =>
      Array.from({ length: to - from + 1 }, (_, step) => from + step)
    if (item.evidence && item.evidence.length > 0) {
      const linked = item.evidence.flatMap((id) => this.position.get(id) ?? [])
      return new Set(linked.flatMap((at) => spread(at - TOLERANCE, at + TOLERANCE)))
    }
    const near = item.near === undefined ? undefined : this.position.get(item.near)
    return near === undefined ? null : new Set(spread(near - NEAR_BACK, near + NEAR_FORWARD))
  }
}

/**
 * Scores predictions against the annotators' links: a prediction hits a gold item of its type if its first cited
 * position lies within two segments of a linked one. Matching is one-to-one and maximal.
 */
export function score(
  meetings: GoldMeeting[],
  predictions: ReadonlyMap<string, Predictions>,
): Record<ItemType, TypeScore> {
  const tallies = { decisions: newTally(), actions: newTally(), problems: newTally() }
  for (const meeting of meetings) {
    const places = new Places(meeting)
    for (const { type, gold, predicted } of typesOf(meeting, predictions.get(meeting.id) ?? {})) {
      addMeeting(tallies[type], places, gold, predicted)
    }
  }
  return {
    decisions: summarize(tallies.decisions),
    actions: summarize(tallies.actions),
    problems: summarize(tallies.problems),
  }
}

function newTally(): Tally {
  return {
    gold: 0,
    predicted: 0,
    hits: 0,
    texts: [],
    falseItems: 0,
    emptyMeetings: 0,
    quotes: 0,
    quotesFound: 0,
  }
}

function typesOf(meeting: GoldMeeting, predicted: Predictions) {
  const outcomes = goldItems(meeting, 'outcomes')
  if (outcomes) {
    const both = [...(predicted.decisions ?? []), ...(predicted.actions ?? [])]
    return [{ type: 'decisions' as const, gold: outcomes, predicted: both }]
  }
  return TYPES.flatMap((type) => {
    const gold = goldItems(meeting, type)
    return gold ? [{ type, gold, predicted: predicted[type] ?? [] }] : []
  })
}

function addMeeting(
  tally: Tally,
  places: Places,
  gold: { text: string; evidence?: string[]; near?: string }[],
  predicted: Prediction[],
): void {
  const ignored = new Set(
    (goldItems(places.meeting, 'ignore') as unknown as string[] | null)?.map((id) =>
      places.position.get(id),
    ),
  )
  const found: { at: Set<number>; text: string }[] = []
  for (const prediction of predicted) {
    const at = placesOf(tally, places, prediction)
    if (at.length > 0 && at.every((place) => ignored.has(place))) continue
    const first = Math.min(...at)
    found.push({ at: new Set(at.filter((place) => place - first <= 2)), text: prediction.text })
  }
  if (gold.length === 0) {
    tally.emptyMeetings++
    tally.falseItems += found.length
    return
  }
  const linked = gold.flatMap((item) => {
    const at = places.accepted(item)
    return at ? [{ at, text: item.text }] : []
  })
  if (linked.length === 0) return
  const pairs = match(found, linked)
  tally.gold += linked.length
  tally.predicted += found.length
  tally.hits += pairs.length
  tally.texts.push(...pairs.map(([a, b]) => textF1(found[a]?.text ?? '', linked[b]?.text ?? '')))
}

function placesOf(tally: Tally, places: Places, prediction: Prediction): number[] {
  const at = prediction.evidence.flatMap((id) => places.position.get(id) ?? [])
  for (const quote of prediction.quotes) {
    tally.quotes++
    const located = places.locate(quote)
    if (!located) continue
    tally.quotesFound++
    at.push(...located)
  }
  return at
}

/** Maximum bipartite matching by augmenting paths, as pairs of (predicted, gold). */
function match(found: { at: Set<number> }[], gold: { at: Set<number> }[]): [number, number][] {
  const edges = found.map(({ at }) =>
    gold.flatMap((item, index) => ([...at].some((place) => item.at.has(place)) ? [index] : [])),
  )
  const takenBy = gold.map(() => -1)
  const augment = (from: number, seen: Set<number>): boolean => {
    for (const to of edges[from] ?? []) {
      if (seen.has(to)) continue
      seen.add(to)
      const holder = takenBy[to] ?? -1
      if (holder < 0 || augment(holder, seen)) {
        takenBy[to] = from
        return true
      }
    }
    return false
  }
  for (const from of found.keys()) augment(from, new Set())
  return takenBy.flatMap((from, to): [number, number][] => (from >= 0 ? [[from, to]] : []))
}

function summarize(tally: Tally): TypeScore {
  const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
  const recall = share(tally.hits, tally.gold)
  const precision = share(tally.hits, tally.predicted)
  const f1 = recall && precision ? (2 * recall * precision) / (recall + precision) : 0
  return {
    gold: tally.gold,
    predicted: tally.predicted,
    hits: tally.hits,
    recall,
    precision,
    f1: tally.gold === 0 ? null : f1,
    text: share(
      tally.texts.reduce((a, b) => a + b, 0),
      tally.texts.length,
    ),
    falseOnEmpty: share(tally.falseItems, tally.emptyMeetings),
    emptyMeetings: tally.emptyMeetings,
    quoteOk: share(tally.quotesFound, tally.quotes),
  }
}
