import { readLocalMoment } from '../../platform/local-time.ts'

/** Converts the start of a meeting to its columns. */
export function readStart(startedAt: string | null): {
  startedAt: Date | null
  startedOffset: number | null
} {
  if (startedAt === null) return { startedAt: null, startedOffset: null }
  const { at, offsetMinutes } = readLocalMoment(startedAt)
  return { startedAt: at, startedOffset: offsetMinutes }
}
