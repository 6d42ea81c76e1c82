import { TYPES, type GoldMeeting, type ItemType, type Predictions } from './gold.ts'
import { score } from './score.ts'

const RESAMPLES = 2_000
const SEED = 20_261_125

/** Share of resamples in which the extractor's F1 exceeds this multiple of the floor's F1. */
export interface Lead {
  aboveFloor: number
  aboveOneAndAHalf: number
}

/**
 * Paired bootstrap over meetings: resamples them with replacement and compares both sides on the same sample. The seed
 * is fixed, so the same meetings give the same shares. Null without gold items.
 */
export function leadOver(
  meetings: GoldMeeting[],
  predicted: ReadonlyMap<string, Predictions>,
  floor: ReadonlyMap<string, Predictions>,
): Record<ItemType, Lead | null> {
  const own = meetings.map((meeting) => score([meeting], predicted))
  const base = meetings.map((meeting) => score([meeting], floor))
  const lead = (type: ItemType): Lead | null => {
    const random = mulberry32(SEED)
    const pairs = own.map((scores, at) => ({ own: scores[type], floor: base[at]?.[type] }))
    if (pairs.every((pair) => pair.own.gold === 0)) return null
    let above = 0
    let wellAbove = 0
    for (let round = 0; round < RESAMPLES; round++) {
      const drawn = pairs.map(() => pairs[Math.floor(random() * pairs.length)])
      const ownF1 = f1(drawn.map((pair) => pair?.own))
      const floorF1 = f1(drawn.map((pair) => pair?.floor))
      if (ownF1 > floorF1) above++
      if (ownF1 > 1.5 * floorF1) wellAbove++
    }
    return { aboveFloor: above / RESAMPLES, aboveOneAndAHalf: wellAbove / RESAMPLES }
  }
  return Object.fromEntries(TYPES.map((type) => [type, lead(type)])) as Record<
    ItemType,
    Lead | null
  >
}

interface Counts {
  gold: number
  predicted: number
  hits: number
}

function f1(scores: (Counts | undefined)[]): number {
  let hits = 0
  let all = 0
  for (const counts of scores) {
    if (!counts) continue
    hits += counts.hits
    all += counts.gold + counts.predicted
  }
  return all === 0 ? 0 : (2 * hits) / all
}

/** Seedable generator of uniform numbers in [0, 1) (mulberry32, public domain). */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
