import type {
  Citation,
  Evidence,
  EvidenceState,
  ItemValue,
  LoadedPack,
  PackFiles,
  PackProblem,
  Segment,
} from '../../../plugins/engine/index.ts'
import type { Claimant } from '../../platform/fair-gate.ts'

/** What became of a pack that somebody sent: ready to run, or every fault that was found. */
export type CheckedPack =
  | { ok: true; hash: string; pack: LoadedPack; problems: [] }
  | { ok: false; hash: null; problems: PackProblem[] }

/** Checks packs of strangers where they can hold up and exhaust nothing. */
export interface PackChecker {
  /**
   * Loads and compiles a pack. A pack that costs too much is not valid, and its problem says so. Rejects with AppError
   * `unavailable` when too many packs wait to be checked, or the process is stopping. One that was published earlier is
   * not refused for bounds that came later, but `outdated`.
   */
  check(
    claimant: Claimant,
    files: PackFiles,
    options?: { isPublished?: boolean },
  ): Promise<CheckedPack>
}

export interface ItemFault {
  /** JSON Pointer into the item. */
  pointer: string
  detail: string
}

export interface GroundedValue {
  state: EvidenceState
  evidence: Evidence[]
}

/**
 * Judges items by their scenario where they can hold up nothing. Both reject with AppError: `unavailable` when too much
 * waits, `invalid_request` for what takes too long. No transaction should be open meanwhile.
 */
export interface ItemJudge {
  /** What is wrong with each value by its section's schema; nothing where it fits. */
  judge(
    claimant: Claimant,
    pack: LoadedPack,
    items: { section: string; value: unknown }[],
  ): Promise<ItemFault[][]>
  /** Finds quotes in the segments again, which hold those cited and their neighbours. */
  ground(
    claimant: Claimant,
    pack: LoadedPack,
    items: { section: string; value: ItemValue; citations: Citation[] }[],
    segments: Segment[],
    /** Names that need not be said, as that of the client. */
    exempt?: string[],
  ): Promise<GroundedValue[]>
}
