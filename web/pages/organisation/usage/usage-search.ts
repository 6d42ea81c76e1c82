import type { UsageBreakdown } from '../../../../server/modules/usage/contract.ts'

export const periods = ['month', 'before', 'quarter', 'year', 'days'] as const
export type Period = (typeof periods)[number]
export const breakdowns = [
  'day',
  'meeting',
  'person',
  'client',
  'scenario',
  'model',
  'kind',
] as const
export type Breakdown = UsageBreakdown | 'meeting'
export const measures = ['speech', 'cost', 'requests'] as const
export type Measure = (typeof measures)[number]

/** The choice in the address. */
export type UsageSearch = Partial<
  Record<'period' | 'from' | 'to' | 'by' | 'show' | 'metered', string>
>

export interface Chosen {
  period: Period
  from: string
  to: string
  by: Breakdown
  show: Measure
  /** Limits a breakdown by meetings to minutes that are paid for. */
  isMetered: boolean
}

const dayMs = 86_400_000
const quarterDays = 90
/** The API's limit. */
const maxDays = 731

const isOneOf = <W extends string>(words: readonly W[], text: string | undefined): text is W =>
  words.some((word) => word === text)

export const toDay = (ms: number): string => new Date(ms).toISOString().slice(0, 10)
export const toMs = (day: string): number => Date.parse(day)

/** A day that exists, as fields of dates and addresses write it. */
const isDay = (text: string | undefined): text is string =>
  /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') &&
  !Number.isNaN(toMs(text ?? '')) &&
  toDay(toMs(text ?? '')) === text

/** Days of UTC, as the ledger counts them. */
function daysOf(period: Exclude<Period, 'days'>, today: string): { from: string; to: string } {
  const [year = 0, month = 1] = today.split('-').map(Number)
  if (period === 'before')
    return { from: toDay(Date.UTC(year, month - 2)), to: toDay(Date.UTC(year, month - 1, 0)) }
  if (period === 'quarter')
    return { from: toDay(toMs(today) - (quarterDays - 1) * dayMs), to: today }
  if (period === 'year') return { from: toDay(Date.UTC(year, month - 12)), to: today }
  return { from: `${today.slice(0, 7)}-01`, to: today }
}

/** Adjusts days that cannot be shown together: the last one follows the first. */
function inOrder(from: string, to: string): { from: string; to: string } {
  const most = toDay(toMs(from) + (maxDays - 1) * dayMs)
  if (to < from) return { from, to: from }
  return { from, to: to > most ? most : to }
}

export function readSearch(search: UsageSearch, today: string): Chosen {
  const by = isOneOf(breakdowns, search.by) ? search.by : 'day'
  const show = isOneOf(measures, search.show) ? search.show : 'speech'
  const isMetered = search.metered === 'true'
  // A link may contain only days.
  const usualPeriod = isDay(search.from) && isDay(search.to) ? 'days' : 'month'
  const period = isOneOf(periods, search.period) ? search.period : usualPeriod
  if (period !== 'days') return { period, ...daysOf(period, today), by, show, isMetered }
  const usual = daysOf('month', today)
  const from = isDay(search.from) ? search.from : usual.from
  const to = isDay(search.to) ? search.to : usual.to
  return { period, ...inOrder(from, to), by, show, isMetered }
}

export interface Bar {
  /** The day, or the first one of the week. */
  day: string
  amount: number
}

/** More bars than this cannot be told apart on a phone. */
const maxBars = 100
const weekDays = 7

/** An amount for each day, the empty ones included; for each week where there are too many days. */
export function toBars(
  rows: readonly { key: string | null; amount: number }[],
  { from, to }: { from: string; to: string },
): { bars: Bar[]; areWeeks: boolean } {
  const amounts = new Map(rows.map(({ key, amount }) => [key, amount]))
  const days: Bar[] = []
  for (let at = toMs(from); at <= toMs(to); at += dayMs)
    days.push({ day: toDay(at), amount: amounts.get(toDay(at)) ?? 0 })
  if (days.length <= maxBars) return { bars: days, areWeeks: false }
  const bars: Bar[] = []
  days.forEach(({ day, amount }, at) => {
    if (at % weekDays === 0) bars.push({ day, amount: 0 })
    const last = bars.at(-1)
    if (last) last.amount += amount
  })
  return { bars, areWeeks: true }
}
