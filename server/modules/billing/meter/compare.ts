import type { DayOfReports } from './repo.ts'

/**
 * Why a day differs. `unreported`: only in the ledger; `late`: waits to be sent; `unsure`: unknown whether it arrived;
 * `refused`: the meter will never accept it; `missing` and `excess`: the meter holds less or more than was reported.
 */
export type DifferenceReason = 'unreported' | 'late' | 'unsure' | 'refused' | 'missing' | 'excess'

export interface Difference {
  /** In UTC. */
  day: string
  reason: DifferenceReason
  /** Seconds that the meter lacks; a negative number is an excess. */
  seconds: number
  did: 'mended' | 'told'
  /** Why the difference was only reported, or what the fix does not cover. */
  note: 'fresh' | 'too_old' | 'unavailable' | 'invoiced' | null
  /** The provider's message. */
  detail: string | null
}

const dayMs = 86_400_000
/** The meter accepts usage up to 35 days old; one hour is reserved for the transfer. */
export const oldestMs = 35 * dayMs - 3_600_000
/** Providers finalize a month's invoice one hour after the month ends. */
const invoicedAfterMs = 3_600_000

export const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`)
export const endOf = (day: string): Date => new Date(startOf(day).getTime() + dayMs)

/** What prevents fixing a day's difference; null if nothing does. */
export function findObstacle(day: string, isSettling: boolean, now: Date): Difference['note'] {
  const ageMs = now.getTime() - endOf(day).getTime()
  if (ageMs > oldestMs) return 'too_old'
  return isSettling || ageMs < dayMs ? 'fresh' : null
}

/** `invoiced` if the month's invoice exists: a fix corrects the meter but not the invoice. */
export function invoiceNote(day: string, now: Date): Difference['note'] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return now.getTime() > Date.UTC(year, month) + invoicedAfterMs ? 'invoiced' : null
}

/** Seconds of a day that were reported and are missing in the meter; negative for an excess. */
export const missingSeconds = (day: DayOfReports | undefined, held: number): number =>
  (day?.sent ?? 0) - held
