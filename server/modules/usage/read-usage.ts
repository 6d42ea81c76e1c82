import { authorize } from '../../platform/authorization.ts'
import type { Ctx } from '../../platform/context.ts'
import { csvHead, csvLine } from '../../platform/csv.ts'
import type { Services } from '../../../db/services.ts'
import type { Usage, UsageAmounts, UsageBreakdown, UsageQuery, UsageRow } from './contract.ts'
import { dayOf } from './days.ts'
import { forecastFrom, forecastMonth } from './forecast.ts'
import { rangeOf } from './range.ts'
import { readHoldings, readLines, type UsageLine } from './repo.ts'

/** Breakdowns whose rows add up to the total usage. */
const completeBreakdowns = new Set<UsageBreakdown>(['day', 'person', 'kind'])

/** The organisation's usage in a range by one breakdown, with held quantities and the forecast for the month. */
export async function readUsage(
  { db }: Pick<Services, 'db'>,
  ctx: Ctx,
  query: UsageQuery,
  now = new Date(),
): Promise<Usage> {
  authorize(ctx, 'billing:read')
  const today = dayOf(now)
  const { from, to } = rangeOf(query, now)
  const by = query.by ?? 'day'
  const [lines, all, holdings, recent] = await Promise.all([
    readLines(db, ctx, { from, to, by }, today),
    completeBreakdowns.has(by) ? null : readLines(db, ctx, { from, to, by: 'kind' }, today),
    readHoldings(db, ctx, { from, to }),
    readLines(db, ctx, { from: forecastFrom(today), to: today, by: 'day' }, today),
  ])
  const days = recent.map((line) => ({ ...line, day: line.key }))
  return {
    from,
    to,
    by,
    data: lines.map(toRow),
    totals: addUp(all ?? lines),
    holdings,
    forecast: forecastMonth(days, today),
  }
}

const noAmounts: UsageAmounts = {
  transcribedSeconds: 0,
  ownTranscribedSeconds: 0,
  modelCalls: 0,
  inputTokens: 0,
  cachedInputTokens: 0,
  outputTokens: 0,
  costMicroUsd: 0,
  ownCostMicroUsd: 0,
  unpricedCalls: 0,
  requests: 0,
}
const amountNames = Object.keys(noAmounts) as (keyof UsageAmounts)[]

const addUp = (lines: readonly UsageLine[]): UsageAmounts =>
  lines.reduce(
    (sum, line) => {
      for (const name of amountNames) sum[name] += line[name]
      return sum
    },
    { ...noAmounts },
  )

const toRow = ({ key, ...line }: UsageLine): UsageRow => ({ ...line, key: key || null })

/** The rows as CSV; by day, with held quantities. */
export function toCsv({ by, data, holdings }: Usage): string {
  const isByDay = by === 'day'
  const held = new Map(holdings.map((one) => [one.day, one]))
  const days = isByDay
    ? [...new Set([...data.map(({ key }) => key ?? ''), ...held.keys()])].toSorted()
    : []
  const rows = isByDay
    ? days.map(
        (day) => data.find(({ key }) => key === day) ?? { ...noAmounts, key: day, name: null },
      )
    : data
  const head = [by, ...(isByDay ? [] : ['name']), ...amountNames]
  const heldOf = (day: string | null) => {
    const one = held.get(day ?? '')
    return [one?.storedBytes, one?.seats].map((value) => String(value ?? ''))
  }
  return [
    csvHead([...head, ...(isByDay ? ['storedBytes', 'seats'] : [])]),
    ...rows.map((row) =>
      csvLine([
        row.key ?? '',
        ...(isByDay ? [] : [row.name ?? '']),
        ...amountNames.map((name) => String(row[name])),
        ...(isByDay ? heldOf(row.key) : []),
      ]),
    ),
  ].join('')
}
