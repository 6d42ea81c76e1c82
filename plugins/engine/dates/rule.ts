import { smallNumber } from '../text/numbers.ts'
import {
  addDays,
  daysBetween,
  lastOfMonth,
  lastOfQuarter,
  validDay,
  weekdayOf,
  type Day,
} from './calendar.ts'

/** One way to say a date: a pattern over folded words, and the day that it means; null when that is ambiguous. */
export interface DateRule {
  form: string
  /** `preposition`: only after a word such as "by"; `never-resolved`: recognised, but not a day. */
  alone?: 'preposition' | 'never-resolved'
  day(today: Day, match: RegExpMatchArray): Day | null
}

/** How far ahead a day without a year may be; further ahead, last year's day may be meant. */
const MAX_DAYS_AHEAD = 300
const FRIDAY = 5

/** A number in digits or words, also ordinal and composed ("twenty first"). */
export function count(text: string | undefined): number | null {
  if (text === undefined) return null
  const digits = /^\d+/.exec(text)
  if (digits) return Number(digits[0])
  let sum = 0
  for (const word of text.split(' ')) {
    const value = smallNumber(word)
    if (value === undefined) return null
    sum += value
  }
  return sum
}

/** The coming weekday; null when the meeting is on that weekday, since today or next week may be meant. */
export function upcoming(today: Day, weekday: number): Day | null {
  const ahead = (weekday - weekdayOf(today) + 7) % 7
  return ahead === 0 ? null : addDays(today, ahead)
}

/** A weekday of this (0), the next (1) … calendar week, Monday first. */
export function inWeek(today: Day, weekday: number, weeksOn: number): Day {
  return addDays(today, weekday - weekdayOf(today) + weeksOn * 7)
}

/** The last day of the working week; null on a weekend, when "this week" is ambiguous. */
export function endOfWeek(today: Day, weeksOn: number): Day | null {
  const isWeekend = weekdayOf(today) > FRIDAY
  return isWeekend ? null : inWeek(today, FRIDAY, weeksOn)
}

/** The end of a numbered quarter, of next year when this year's has passed; null for an unknown quarter. */
export function quarterEnd(today: Day, name: string | undefined): Day | null {
  const quarter = count(name)
  if (quarter === null || quarter < 1 || quarter > 4) return null
  const end = lastOfQuarter(today.year, quarter)
  return daysBetween(today, end) >= 0 ? end : lastOfQuarter(today.year + 1, quarter)
}

/** A day of a month; without a year the next one, null when that is too far ahead or does not exist. */
export function monthDay(
  today: Day,
  month: number,
  day: number | 'last',
  year: string | undefined,
): Day | null {
  const inYear = (y: number) =>
    day === 'last' ? lastOfMonth({ year: y, month, day: 1 }) : validDay(y, month, day)
  if (year !== undefined) return inYear(Number(year))
  for (const candidate of [inYear(today.year), inYear(today.year + 1)]) {
    if (!candidate) continue
    const ahead = daysBetween(today, candidate)
    if (ahead >= 0) return ahead <= MAX_DAYS_AHEAD ? candidate : null
  }
  return null
}

/** A day of a month or, without a month, of this or the next one; null when a weekday said with it does not match. */
export function dayInMonth(
  today: Day,
  day: string | undefined,
  month: number | null,
  year: string | undefined,
  weekday: number,
): Day | null {
  const number = count(day)
  if (number === null || number < 1 || number > 31) return null
  const found = month === null ? nextOfMonth(today, number) : monthDay(today, month, number, year)
  return found && weekday > 0 && weekdayOf(found) !== weekday ? null : found
}

function nextOfMonth(today: Day, day: number): Day | null {
  const thisMonth = validDay(today.year, today.month, day)
  if (thisMonth && day >= today.day) return thisMonth
  const next = lastOfMonth(today, 1)
  return validDay(next.year, next.month, day)
}
