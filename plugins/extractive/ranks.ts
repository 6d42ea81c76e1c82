import { recurrence, repeatedByOthers } from './content.ts'
import { has } from './forms.ts'
import { receptionOf, type Talk } from './talk.ts'
import type { Unit } from './units.ts'
import weights from './weights.json' with { type: 'json' }

export type Kind = keyof typeof weights
type Measure = 'own' | 'near' | 'shared' | 'again' | 'long'
type Sign = 'led' | 'ought' | 'proposed' | 'objected' | 'personal' | 'process' | 'unsure'

const SHARED_UNITS = 8
/** A question counts half as a risk: something unknown may be harmless. */
const QUESTION_SHARE = 0.5

export const ownCues = (talk: Talk, unit: Unit, kind: Kind): number =>
  withQuestions(kind, talk.scores(kind), talk.scores('question'), unit)

const cuesAround = (talk: Talk, unit: Unit, kind: Kind): number =>
  withQuestions(kind, talk.smoothed(kind), talk.smoothed('question'), unit)

const withQuestions = (kind: Kind, scores: number[], questions: number[], unit: Unit): number =>
  (scores[unit.index] ?? 0) + (kind === 'risk' ? QUESTION_SHARE * (questions[unit.index] ?? 0) : 0)

/**
 * How likely each sentence is to tell an outcome of a kind (weights.json): measures count by how far they
 * stand out in this talk, signs as they are. One value for each candidate.
 */
export function rank(talk: Talk, kind: Kind, candidates: Unit[]): Map<Unit, number> {
  const of: Record<string, number> = weights[kind]
  const measures: Record<Measure, (unit: Unit) => number> = {
    own: (unit) => Math.min(ownCues(talk, unit, kind), 6),
    near: (unit) => Math.min(cuesAround(talk, unit, kind), 4),
    shared: (unit) => Math.min(repeatedByOthers(talk.units, unit, SHARED_UNITS), 5),
    again: of['again'] ? recurrence(talk.units) : () => 0,
    long: (unit) => Math.sqrt(Math.min(unit.words.length, 25)),
  }
  const signs: Record<Sign, (unit: Unit) => boolean> = {
    led: (unit) => unit.segment.speaker !== null && unit.segment.speaker === talk.chair,
    ought: (unit) => has(unit, 'ought'),
    proposed: (unit) => has(unit, 'proposed'),
    objected: (unit) => receptionOf(talk, unit).objected,
    personal: (unit) => has(unit, 'personal'),
    process: (unit) => has(unit, 'process'),
    unsure: (unit) => has(unit, 'hypothetical') || has(unit, 'past'),
  }
  const sums = candidates.map(() => 0)
  const add = (weight: number, values: number[]) => {
    for (const [at, value] of values.entries()) sums[at] = (sums[at] ?? 0) + weight * value
  }
  for (const [name, measure] of Object.entries(measures)) {
    if (!of[name]) continue
    const standing = standardized(talk.units.map(measure))
    add(
      of[name],
      candidates.map(({ index }) => standing[index] ?? 0),
    )
  }
  for (const [name, sign] of Object.entries(signs))
    if (of[name]) add(of[name], candidates.map(sign).map(Number))
  return new Map(candidates.map((unit, at) => [unit, sums[at] ?? 0]))
}

/** Values as standard deviations from the mean of this meeting. */
function standardized(values: number[]): number[] {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
  const deviation = Math.sqrt(variance) || 1
  return values.map((value) => (value - mean) / deviation)
}
