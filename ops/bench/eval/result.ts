import type { EvidenceState } from '../../../plugins/engine/index.ts'
import type { Lead } from './bootstrap.ts'
import type { ItemType } from './gold.ts'
import type { TypeScore } from './score.ts'

export interface GroupResult {
  group: string
  meetings: number
  extractive: Record<ItemType, TypeScore>
  floor: Record<ItemType, TypeScore>
  /**
   * How certain it is that the extractor exceeds the floor, by a paired bootstrap over meetings; null without gold
   * items.
   */
  lead: Record<ItemType, Lead | null>
  /** Items per ten minutes of stretches without gold; null if there are none. */
  inventedPerTenMinutes: { extractive: number | null; floor: number | null }
  /** Number of items in each evidence state. */
  states: Record<EvidenceState, number>
}

/** Number of items produced for our own conversations in which nothing is decided. */
export interface NothingDecided {
  talk: string
  items: number
}

export interface EvalResult {
  groups: GroupResult[]
  nothingDecided: NothingDecided[]
  /** Number of segments of the annotated meetings that were mistaken for instructions to a language model. */
  takenForOrders: number
  /** CPU time of the engine and the provider for all meetings. */
  cpuMs: number
  segmentCount: number
}
