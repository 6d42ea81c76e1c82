import type { Problem } from '../../../lib/problem.ts'

/** The most that the runs can cost. */
export interface Cost {
  runs: number
  inputTokens: number
  outputTokens: number
  /** Null where the price is unknown. */
  costMicroUsd: number | null
}

/** Reads the estimate from a `cost_unconfirmed` error; undefined for other errors. */
export function readCost({ code, errors }: Problem): Cost | undefined {
  if (code !== 'cost_unconfirmed') return undefined
  const figure = (name: keyof Cost): number | null => {
    const text = errors.find(({ reason }) => reason === name)?.detail
    return text !== undefined && /^\d+$/.test(text) ? Number(text) : null
  }
  return {
    runs: figure('runs') ?? 0,
    inputTokens: figure('inputTokens') ?? 0,
    outputTokens: figure('outputTokens') ?? 0,
    costMicroUsd: figure('costMicroUsd'),
  }
}
