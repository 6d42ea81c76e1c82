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

/** What judging items needs of a pack. */
export type JudgedPack = Pick<LoadedPack, 'hash' | 'sections'>

/**
 * What the process is asked. A pack is named by its hash and sent when the process answers that it does not know it:
 * most items are judged by a pack that was used a moment ago.
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
      /** Names that need not be said. */
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

/** What is asked about a pack that a process may already have. */
export type PackTask = DistributiveOmit<Exclude<JudgeTask, { kind: 'check' }>, 'hash' | 'pack'>
