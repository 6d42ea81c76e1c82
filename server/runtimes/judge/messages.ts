import type {
  Citation,
  ItemValue,
  Judged,
  JudgedMeeting,
  LoadedPack,
  PackFiles,
  SectionPart,
  Segment,
} from '../../../plugins/engine/index.ts'

/** The part of a pack that judging items needs. */
export type JudgedPack = Pick<LoadedPack, 'hash' | 'sections'>

/**
 * A task. A pack is named by its hash and sent only when the process does not know it: most items belong to a pack that
 * was used a moment ago.
 */
export type JudgeTask =
  | { kind: 'check'; files: PackFiles; isPublished: boolean }
  | { kind: 'judge'; hash: string; pack?: JudgedPack; items: { section: string; value: unknown }[] }
  | {
      kind: 'ground'
      hash: string
      pack?: JudgedPack
      items: { section: string; value: ItemValue; citations: Citation[] }[]
      segments: Segment[]
      /** Names that need not be said in the meeting. */
      exempt?: string[] | undefined
    }
  | {
      kind: 'judge-part'
      hash: string
      pack?: JudgedPack
      section: string
      part?: SectionPart | undefined
      window: number
      meeting: JudgedMeeting
      segments: Segment[]
    }
  | { kind: 'merge'; hash: string; pack?: JudgedPack; section: string; judged: Judged[] }

export type PackUnknown = 'pack-unknown'

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never

/** A task about a pack that the process may already have. */
export type PackTask = DistributiveOmit<Exclude<JudgeTask, { kind: 'check' }>, 'hash' | 'pack'>
