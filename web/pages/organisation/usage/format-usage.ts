import type {
  UsageAmounts,
  UsageBreakdown,
  UsageRow,
} from '../../../../server/modules/usage/contract.ts'
import { formatCost, formatDay, formatDuration, formatNumber } from '../../../i18n/format.ts'
import { type Key, locale, t } from '../../../i18n/index.ts'
import { scenarioTitle } from '../../../lib/lookups.ts'
import type { Measure } from './usage-search.ts'

export const formatSpeech = (seconds: number): string =>
  seconds === 0 ? '0' : formatDuration(seconds * 1_000, locale())

const amountOf: Record<Measure, (amounts: UsageAmounts) => number> = {
  speech: ({ transcribedSeconds, ownTranscribedSeconds }) =>
    transcribedSeconds + ownTranscribedSeconds,
  cost: ({ costMicroUsd, ownCostMicroUsd }) => costMicroUsd + ownCostMicroUsd,
  requests: ({ requests }) => requests,
}
export const measureOf = (measure: Measure, amounts: UsageAmounts): number =>
  amountOf[measure](amounts)

export function formatAmount(measure: Measure, amount: number): string {
  if (measure === 'speech') return formatSpeech(amount)
  return measure === 'cost' ? formatCost(amount, locale()) : formatNumber(amount, locale())
}

/** Labels for rows without a name and for deleted ones. */
const missing: Partial<Record<UsageBreakdown, { none: Key; gone?: Key }>> = {
  person: { none: 'usage.nobody', gone: 'usage.goneMember' },
  client: { none: 'usage.noClient', gone: 'usage.goneClient' },
  scenario: { none: 'usage.noScenario' },
  model: { none: 'usage.noModel' },
}

export function describeRow(by: UsageBreakdown, { key, name }: UsageRow): string {
  const { none, gone } = missing[by] ?? {}
  if (key === null) return none ? t(none) : ''
  if (gone) return name ?? t(gone)
  if (by === 'day') return formatDay(key, locale())
  if (by === 'scenario') return scenarioTitle(key)
  if (key === 'transcription' || key === 'model' || key === 'requests')
    return t(`usage.kind.${key}`)
  return key
}

/** `November`, in the middle of a sentence. */
export const formatMonth = (month: string): string =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString(locale(), {
    month: 'long',
    timeZone: 'UTC',
  })
