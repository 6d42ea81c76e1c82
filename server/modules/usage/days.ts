const dayMs = 86_400_000

/** The day of a moment, in UTC: `2026-11-30`. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10)
export const addDays = (day: string, count: number): string =>
  dayOf(new Date(Date.parse(day) + count * dayMs))
/** How many days there are from one to another, both included. */
export const countDays = (from: string, to: string): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
export const firstOfMonth = (day: string): string => `${day.slice(0, 7)}-01`
export const lastOfMonth = (day: string): string => {
  const [year, month] = day.split('-').map(Number)
  return dayOf(new Date(Date.UTC(year ?? 0, month ?? 1, 0)))
}

/** From a day on, up to another one that is no part of it. */
type Span = [from: string, before: string]

export interface Split {
  before: Span
  months: Span
  after: Span
}

/** The days from one to another, both included, with no month taken as a whole. */
export const allDays = ({ from, to }: { from: string; to: string }): Split => {
  const end = addDays(to, 1)
  return { before: [from, end], months: [end, end], after: [end, end] }
}

/**
 * Parts days into whole months and what is left before and after them. Nothing was used after today: up to there, this
 * month is whole as well.
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
