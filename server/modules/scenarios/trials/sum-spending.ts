import type { Interaction } from '../../../../plugins/engine/index.ts'
import type { Spent } from './contract.ts'

/** Totals of the calls. The cost is null if one of them has no known price. */
export function sumSpending(calls: readonly Interaction[]): Spent {
  const total = (of: (call: Interaction) => number) =>
    calls.reduce((sum, call) => sum + of(call), 0)
  const isPriced = calls.every(({ costMicroUsd }) => costMicroUsd !== null)
  return {
    calls: calls.length,
    inputTokens: total(({ usage }) => usage?.inputTokens ?? 0),
    outputTokens: total(({ usage }) => usage?.outputTokens ?? 0),
    costMicroUsd: isPriced ? total(({ costMicroUsd }) => costMicroUsd ?? 0) : null,
  }
}
