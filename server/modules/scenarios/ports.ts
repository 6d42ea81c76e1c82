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

/** A checked pack: ready to run, or with all problems that were found. */
export type CheckedPack =
  | { ok: true; hash: string; pack: LoadedPack; problems: [] }
  | { ok: false; hash: null; problems: PackProblem[] }

/** Checks untrusted packs where they cannot block or exhaust the process. */
export interface PackChecker {
  /**
   * Loads and compiles a pack. A pack that takes too long is invalid, with that as its problem. A published pack is
   * `outdated` instead of invalid when it breaks limits that were added later. Rejects with AppError `unavailable` when
   * too many packs wait to be checked, or the process is stopping.
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
 * Checks items against their scenario where that cannot block the process. Both methods reject with AppError:
 * `unavailable` when too many calls wait, `invalid_request` when one takes too long. Do not call them in a transaction.
 */
export interface ItemJudge {
  /** The faults of each value by its section's schema; none if it is valid. */
  judge(
    claimant: Claimant,
    pack: LoadedPack,
    items: { section: string; value: unknown }[],
  ): Promise<ItemFault[][]>
  /** Locates quotes in the segments, which are those cited and their neighbours. */
  ground(
    claimant: Claimant,
    pack: LoadedPack,
    items: { section: string; value: ItemValue; citations: Citation[] }[],
    segments: Segment[],
    /** Names that need no evidence, such as the client's. */
    exempt?: string[],
  ): Promise<GroundedValue[]>
}
