import type { Spent, TrialView } from '../../../../server/modules/scenarios/trials/contract.ts'
import { formatCost, formatNumber } from '../../../i18n/format.ts'
import { locale, t, describeCode } from '../../../i18n/index.ts'

/** Why a trial failed and what to do about it. */
export function formatTrialReason(reason: string | null): string {
  const code = reason ?? 'trial_failed'
  return (
    describeCode('trials.reason', code) ??
    describeCode('reason', code) ??
    describeCode('failure', code) ??
    t('trials.reason.trial_failed')
  )
}

export const formatTokens = (count: number): string => formatNumber(count, locale())

export const formatPrice = (costMicroUsd: number | null): string =>
  costMicroUsd === null ? t('trials.priceUnknown') : formatCost(costMicroUsd, locale())

export const formatSpent = (spent: Spent): { tokens: string; cost: string } => ({
  tokens: formatTokens(spent.inputTokens + spent.outputTokens),
  cost: formatPrice(spent.costMicroUsd),
})

/** Describes the progress of a running trial, with figures where they are known. */
export function formatTrialProgress(
  { state, progress }: Pick<TrialView, 'state' | 'progress'>,
  keys: {
    plain: 'trials.running' | 'publish.testing'
    of: 'trials.runningOf' | 'publish.testingOf'
  },
): string {
  if (state === 'queued') return t('trials.queued')
  if (!progress?.total) return t(keys.plain)
  return t(keys.of, { done: Math.floor(progress.done), total: progress.total })
}
