export type Interval = 'day' | 'week' | 'month' | 'year'

export const minute = 60
export const hour = 3_600
export const day = 86_400

/** A time some intervals after an anchor, in seconds; the 31st becomes the last day of a shorter month. */
export function addIntervals(anchor: number, interval: Interval, count: number): number {
  if (interval === 'day') return anchor + count * day
  if (interval === 'week') return anchor + count * 7 * day
  const months = interval === 'year' ? count * 12 : count
  const from = new Date(anchor * 1_000)
  const first = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, 1))
  const last = new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 0)).getUTCDate()
  const days = Math.min(from.getUTCDate(), last) - 1
  return first.getTime() / 1_000 + days * day + (anchor - startOfDay(anchor))
}

export const startOfDay = (time: number): number => time - (((time % day) + day) % day)

/** The period of a cycle that contains a time. */
export function periodAt(
  anchor: number,
  interval: Interval,
  count: number,
  time: number,
): { start: number; end: number } {
  const longest = { day, week: 7 * day, month: 31 * day, year: 366 * day }[interval] * count
  let at = Math.floor((time - anchor) / longest) - 1
  while (addIntervals(anchor, interval, (at + 1) * count) <= time) at += 1
  return {
    start: addIntervals(anchor, interval, at * count),
    end: addIntervals(anchor, interval, (at + 1) * count),
  }
}
