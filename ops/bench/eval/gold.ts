import type { EvidenceState } from '../../../plugins/engine/index.ts'
import type { Locale } from '../../../plugins/vocabulary.ts'

/** An annotated meeting of the evaluation data. The extractor may see only `segments`. */
export interface GoldMeeting {
  id: string
  language: Locale
  segments: GoldSegment[]
  gold: { [type: string]: unknown }
}

export interface GoldSegment {
  id: string
  speaker: string | null
  start?: number
  end?: number
  text: string
}

export interface GoldItem {
  text: string
  /** Ids of the segments that the annotators linked. */
  evidence?: string[]
  /** Id of the segment at which the note was written. */
  near?: string
}

export interface Prediction {
  text: string
  evidence: string[]
  quotes: string[]
  /** How well the evidence proves the item, if that was judged. */
  state?: EvidenceState
}

export const TYPES = ['decisions', 'actions', 'problems'] as const
export type ItemType = (typeof TYPES)[number]
export type Predictions = Partial<Record<ItemType, Prediction[]>>

/** The gold items of a type, or null if nobody annotated that type. */
export function goldItems(meeting: GoldMeeting, type: string): GoldItem[] | null {
  const list = meeting.gold[type]
  return Array.isArray(list) ? list : null
}
