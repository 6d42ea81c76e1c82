import { AppError } from '../../platform/errors.ts'

/** Refuses a change that was made against an older revision. */
export function requireRev(row: { rev: number }, expected: number | null): void {
  if (expected === null || expected === row.rev) return
  throw new AppError(
    'precondition_failed',
    'Somebody else changed this in the meantime. Read it again and repeat your change.',
    [],
    { etag: `"${row.rev}"` },
  )
}
