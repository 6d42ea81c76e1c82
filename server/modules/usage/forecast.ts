import type { UsageForecast } from './contract.ts'
import { addDays, countDays, firstOfMonth, lastOfMonth } from './days.ts'

export interface DayOfUsage {
  day: string
  transcribedSeconds: number
  costMicroUsd: number
}

const paceDays = 28

/** The first day that a forecast considers. */
export const forecastFrom = (today: string): string => {
  const [month, pace] = [firstOfMonth(today), addDays(today, -paceDays)]
  return month < pace ? month : pace
}

/**
 * Forecasts the month from the pace of the last 28 whole days, or of those since the first use. Null before a whole day
 * of use, when there is no basis.
 */
export function forecastMonth(days: readonly DayOfUsage[], today: string): UsageForecast | null {
  const recent = days.filter(({ day }) => day < today && day >= addDays(today, -paceDays))
  const [first] = recent.map(({ day }) => day).toSorted()
  if (first === undefined) return null
  const daysSeen = countDays(first, today) - 1
  const daysAfterToday = countDays(today, lastOfMonth(today)) - 1
  const forecastOf = (name: 'transcribedSeconds' | 'costMicroUsd'): number => {
    const sumOf = (which: (day: string) => boolean): number =>
      days.reduce((sum, one) => (which(one.day) ? sum + one[name] : sum), 0)
    const pace = recent.reduce((sum, one) => sum + one[name], 0) / daysSeen
    const before = sumOf((day) => day >= firstOfMonth(today) && day < today)
    const soFar = sumOf((day) => day === today)
    return Math.round(before + Math.max(soFar, pace) + pace * daysAfterToday)
  }
  return {
    month: today.slice(0, 7),
    daysSeen,
    transcribedSeconds: forecastOf('transcribedSeconds'),
    costMicroUsd: forecastOf('costMicroUsd'),
  }
}
