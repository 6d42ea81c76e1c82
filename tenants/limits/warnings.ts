import { type LimitName, limitNames, limitOf } from './limit-list.ts'
import { warnedLimitOf } from './paid-minutes.ts'
import type { Limits } from './stored-limits.ts'

/** Percent of a limit, highest first. */
export const thresholds = [100, 80] as const
export type Threshold = (typeof thresholds)[number]

export interface LimitWarning {
  name: LimitName
  threshold: Threshold
}

/** The highest threshold that a use has reached. */
export function thresholdOf(limit: number | null, used: number): Threshold | null {
  if (limit === null) return null
  return thresholds.find((threshold) => used * 100 >= limit * threshold) ?? null
}

/** Warnings for the limits that are nearly or fully used up. */
export function listWarnings(
  limits: Limits,
  tenantId: string,
  usage: Partial<Record<LimitName, number>>,
): LimitWarning[] {
  return limitNames.flatMap((name) => {
    if (!limitOf(name).warns) return []
    const limit = warnedLimitOf(limits, name, tenantId)
    const threshold = thresholdOf(limit, usage[name] ?? 0)
    return threshold === null ? [] : [{ name, threshold }]
  })
}
