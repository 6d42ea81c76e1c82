import type { InteractionView } from '../../../../server/modules/analysis/contract.ts'
import type { Locale } from '../../../i18n/index.ts'

export const formatCount = (count: number, locale: Locale): string => count.toLocaleString(locale)

const tenthMs = 100

/** Seconds with one decimal; shorter times as “< 0.1”. */
export const formatSeconds = (latencyMs: number, locale: Locale): string =>
  latencyMs < tenthMs
    ? `< ${(0.1).toLocaleString(locale)}`
    : (latencyMs / 1_000).toLocaleString(locale, { maximumFractionDigits: 1 })

type Figures = Pick<InteractionView, 'inputTokens' | 'outputTokens' | 'costMicroUsd'>

/** Tokens of all calls, and their cost; null when the price of one that took tokens is not known. */
export function sumOf(calls: Figures[]): { tokens: number; costMicroUsd: number | null } {
  let tokens = 0
  let cost: number | null = 0
  for (const { inputTokens, outputTokens, costMicroUsd } of calls) {
    tokens += (inputTokens ?? 0) + (outputTokens ?? 0)
    if (costMicroUsd !== null && cost !== null) cost += costMicroUsd
    else if (inputTokens !== null) cost = null
  }
  return { tokens, costMicroUsd: cost }
}
