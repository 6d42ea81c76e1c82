const dayMs = 86_400_000

/** The day of a time, in UTC: `2026-11-30`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
export const addDays = (day: string, count: number): string =>
  dayOf(new Date(Date.parse(day) + count * dayMs))
/** Number of days between two days, both included. */
export const countDays = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`
export const lastOfMonth = (day: string): string => {
  const [year, month] = day.split('-').map(Number)
  return dayOf(new Date(Date.UTC(year ?? 0, month ?? 1, 0)))
}

/** From one day (inclusive) to another (exclusive). */
type Span = [from: string, before: string]

export interface Split {
  before: Span
  months: Span
  after: Span
}

/** The days between two days, both included, without whole months. */
export const allDays = ({ from, to }: { from: string; to: string }): Split => {
  const end = addDays(to, 1)
  return { before: [from, end], months: [end, end], after: [end, end] }
}

/**
 * Splits days into whole months and the remaining days before and after them. Nothing is used after today, so the
 * current month counts as whole up to today.
 */
export function splitMonths(range: { from: string; to: string }, today: string): Split {
  const { from } = range
  const to = range.to >= today ? lastOfMonth(range.to) : range.to
  const end = addDays(to, 1)
  const first = from === firstOfMonth(from) ? from : addDays(lastOfMonth(from), 1)
  const last = firstOfMonth(end)
  return first >= last
    ? allDays(range)
    : { before: [from, first], months: [first, last], after: [last, end] }
}
