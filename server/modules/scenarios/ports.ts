import type { LoadedPack, PackFiles, PackProblem } from '../../../plugins/engine/index.ts'

/** What became of a pack that somebody sent: ready to run, or every fault that was found. */
export type CheckedPack =
  | { ok: true; hash: string; pack: LoadedPack; problems: [] }
  | { ok: false; hash: null; problems: PackProblem[] }

/** Checks packs of strangers where they can hold up and exhaust nothing. */
export interface PackChecker {
  /**
   * Loads and compiles a pack. A pack that costs too much is not valid, and its problem says so. Rejects with AppError
   * `unavailable` when too many packs wait to be checked, or the process is stopping.
   */
  check(files: PackFiles): Promise<CheckedPack>
}
