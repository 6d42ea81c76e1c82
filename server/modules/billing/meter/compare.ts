import type { DayOfReports } from './repo.ts'

/**
 * Why a day differs. `unreported`: in the ledger alone; `late`: waits to be sent; `unsure`: nobody knew whether it had
 * arrived; `refused`: the meter never accepts it; `missing` and `excess`: what the meter holds is less or more than it
 * was told.
 */
export type DifferenceReason = 'unreported' | 'late' | 'unsure' | 'refused' | 'missing' | 'excess'

export interface Difference {
  /** In UTC. */
  day: string
  reason: DifferenceReason
  /** Which the meter lacked; below nought: which it had too much. */
  seconds: number
  did: 'mended' | 'told'
  /** Why it was only told, or what mending it does not do. */
  note: 'fresh' | 'too_old' | 'unavailable' | 'invoiced' | null
  /** What the provider has said. */
  detail: string | null
}

const dayMs = 86_400_000
/** The meter takes what is 35 days old at most; an hour is left for the way there. */
export const oldestMs = 35 * dayMs - 3_600_000
/** Providers make a month's invoice final an hour after its end. */
const invoicedAfterMs = 3_600_000

export const startOf = (day: string): Date => new Date(`${day}T00:00:00Z`)
export const endOf = (day: string): Date => new Date(startOf(day).getTime() + dayMs)

/** What mending a difference of a day would come up against; null where nothing does. */
export function obstacleOf(day: string, isSettling: boolean, now: Date): Difference['note'] {
  const ageMs = now.getTime() - endOf(day).getTime()
  if (ageMs > oldestMs) return 'too_old'
  return isSettling || ageMs < dayMs ? 'fresh' : null
}

/** `invoiced` where the month's invoice has been made: mending makes the meter right and not the invoice. */
export function noteOf(day: string, now: Date): Difference['note'] {
  const [year = 0, month = 1] = day.split('-').map(Number)
  return now.getTime() > Date.UTC(year, month) + invoicedAfterMs ? 'invoiced' : null
}

/** What of a day the meter lacks of what it was told; below nought: has too much. */
export const lackOf = (day: DayOfReports | undefined, held: number): number =>
  (day?.sent ?? 0) - held
