import type { Problem } from '../../../lib/problem.ts'

/** What runs will take at most. */
export interface Cost {
  runs: number
  inputTokens: number
  outputTokens: number
  /** Null where the price is not known. */
  costMicroUsd: number | null
}

/** The figures of a refusal to spend unasked; undefined for any other. */
export function readCost({ code, errors }: Problem): Cost | undefined {
  if (code !== 'cost_unconfirmed') return undefined
  const figure = (name: keyof Cost): number | null => {
    const told = errors.find(({ reason }) => reason === name)?.detail
    return told !== undefined && /^\d+$/.test(told) ? Number(told) : null
  }
  return {
    runs: figure('runs') ?? 0,
    inputTokens: figure('inputTokens') ?? 0,
    outputTokens: figure('outputTokens') ?? 0,
    costMicroUsd: figure('costMicroUsd'),
  }
}
