import { changedMeanwhile } from '../../platform/errors.ts'

/** Rejects a change against an older revision. */
export function requireRev(row: { rev: number }, expected: number | null): void {
  if (expected !== null && expected !== row.rev) throw changedMeanwhile(row.rev)
}
