/** From one day (inclusive) to another (exclusive), both at midnight UTC. */
export interface MeterSpan {
  from: Date
  to: Date
}

const dayMs = 86_400_000

/** The previous month and this month up to today. */
export function recentMonths(now = new Date()): MeterSpan {
  return {
    from: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - 1)),
    to: new Date((Math.floor(now.getTime() / dayMs) + 1) * dayMs),
  }
}

/** One month (`2026-11`), up to today. */
export function monthSpan(month: string, now = new Date()): MeterSpan {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const end = new Date(Date.UTC(year, number))
  const { to } = recentMonths(now)
  return { from: new Date(Date.UTC(year, number - 1)), to: end < to ? end : to }
}
