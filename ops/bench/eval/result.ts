import type { EvidenceState } from '../../../plugins/engine/index.ts'
import type { Lead } from './bootstrap.ts'
import type { ItemType } from './gold.ts'
import type { TypeScore } from './score.ts'

export interface GroupResult {
  group: string
  meetings: number
  extractive: Record<ItemType, TypeScore>
  floor: Record<ItemType, TypeScore>
  /** How surely the extractor is above the floor, by a paired bootstrap over the meetings; null without gold. */
  lead: Record<ItemType, Lead | null>
  /** Per ten minutes of talk to which the annotators linked nothing; null when there is no such talk. */
  inventedPerTenMinutes: { extractive: number | null; floor: number | null }
  /** How many items are in each state of evidence. */
  states: Record<EvidenceState, number>
}

/** Talk of our own in which nothing is decided: how many items were made of it all the same. */
export interface NothingDecided {
  talk: string
  items: number
}

export interface EvalResult {
  groups: GroupResult[]
  nothingDecided: NothingDecided[]
  /** Segments of the annotated meetings that were taken for words to a language model. */
  takenForOrders: number
  /** CPU time of engine and provider for all meetings. */
  cpuMs: number
  segmentCount: number
}
