/** A day without time or zone. Months count from 1. */
export interface Day {
  year: number
  month: number
  day: number
}

const DAY_MS = 86_400_000

/** The calendar day on which a meeting took place, as written in its own zone (RFC 3339). */
export function dayOf(startedAt: string): Day | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})(?:T|$)/.exec(startedAt)
  return match ? validDay(Number(match[1]), Number(match[2]), Number(match[3])) : null
}

/** The day, or null when the calendar has none such (30 February). Years below 100 are refused too. */
export function validDay(year: number, month: number, day: number): Day | null {
  const time = new Date(Date.UTC(year, month - 1, day))
  const same =
    time.getUTCFullYear() === year && time.getUTCMonth() === month - 1 && time.getUTCDate() === day
  return same ? { year, month, day } : null
}

function toTime(day: Day): number {
  return Date.UTC(day.year, day.month - 1, day.day)
}

function fromTime(time: number): Day {
  const date = new Date(time)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** The day so many days later; earlier for a negative number. */
export function addDays(day: Day, days: number): Day {
  return fromTime(toTime(day) + days * DAY_MS)
}

/** The same day some months on; the month's last day where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const last = lastOfMonth(day, months)
  return { ...last, day: Math.min(day.day, last.day) }
}

/** The last day of the month that is so many months on. */
export function lastOfMonth(day: Day, monthsOn = 0): Day {
  return fromTime(Date.UTC(day.year, day.month + monthsOn, 0))
}

/** The last day of a quarter, which counts from 1 to 4. */
export function lastOfQuarter(year: number, quarter: number): Day {
  return lastOfMonth({ year, month: quarter * 3, day: 1 })
}

/** 1 is Monday, 7 is Sunday. */
export function weekdayOf(day: Day): number {
  return new Date(toTime(day)).getUTCDay() || 7
}

/** Days from the first to the second; negative when that is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((toTime(to) - toTime(from)) / DAY_MS)
}

/** `YYYY-MM-DD`. */
export function format(day: Day): string {
  return new Date(toTime(day)).toISOString().slice(0, 10)
}
