import type {
  Citation,
  ItemValue,
  LoadedPack,
  PackFiles,
  Segment,
} from '../../../plugins/engine/index.ts'

/** What judging items needs of a pack. */
export type JudgedPack = Pick<LoadedPack, 'hash' | 'sections'>

/**
 * What the process is asked. A pack is named by its hash and sent when the process answers that it does not know it:
 * most items are judged by a pack that was used a moment ago.
 */
export type JudgeTask =
  | { kind: 'check'; files: PackFiles }
  | { kind: 'judge'; hash: string; pack?: JudgedPack; items: { section: string; value: unknown }[] }
  | {
      kind: 'ground'
      hash: string
      pack?: JudgedPack
      items: { section: string; value: ItemValue; citations: Citation[] }[]
      segments: Segment[]
    }

export type PackUnknown = 'pack-unknown'
