import type { Interaction } from '../../../../plugins/engine/index.ts'
import type { Spent } from './contract.ts'

/** Sums calls up. The cost is unknown as soon as one call has no known price. */
export function sumUp(calls: readonly Interaction[]): Spent {
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
