import { goldItems, TYPES, type GoldMeeting, type Predictions } from './gold.ts'

const SPREAD = 2
const MIN_STRETCH_SECONDS = 300

/** Items produced in stretches of at least five minutes to which the annotators linked nothing. */
export interface Invented {
  items: number
  minutes: number
}

/** Counts items in stretches without gold. Meetings without times or links are skipped. */
export function countInvented(
  meetings: GoldMeeting[],
  predictions: ReadonlyMap<string, Predictions>,
): Invented {
  const total = { items: 0, minutes: 0 }
  for (const meeting of meetings) {
    const position = new Map(meeting.segments.map((segment, place) => [segment.id, place]))
    const linked = linkedPlaces(meeting, position)
    if (linked.size === 0) continue
    const predicted = Object.values(predictions.get(meeting.id) ?? {}).flat()
    const places = predicted.map(({ evidence }) =>
      Math.min(...evidence.map((id) => position.get(id) ?? Infinity)),
    )
    for (const [from, to] of freeStretches(meeting.segments.length, linked)) {
      const seconds = (meeting.segments[to]?.end ?? 0) - (meeting.segments[from]?.start ?? 0)
      if (seconds < MIN_STRETCH_SECONDS) continue
      total.minutes += seconds / 60
      total.items += places.filter((place) => place >= from && place <= to).length
    }
  }
  return total
}

function linkedPlaces(meeting: GoldMeeting, position: Map<string, number>): Set<number> {
  const linked = new Set<number>()
  for (const type of TYPES) {
    for (const id of (goldItems(meeting, type) ?? []).flatMap((item) => item.evidence ?? [])) {
      const place = position.get(id)
      if (place === undefined) continue
      for (let at = place - SPREAD; at <= place + SPREAD; at++) linked.add(at)
    }
  }
  return linked
}

function freeStretches(length: number, linked: ReadonlySet<number>): [number, number][] {
  const stretches: [number, number][] = []
  let start = 0
  for (let at = 0; at <= length; at++) {
    if (at < length && !linked.has(at)) continue
    if (at > start) stretches.push([start, at - 1])
    start = at + 1
  }
  return stretches
}
