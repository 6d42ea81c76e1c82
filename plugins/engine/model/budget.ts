import type { PackManifest } from '../types.ts'
import { type LanguageModel, ModelFault, type ModelUsage } from './port.ts'

const MICRO_USD_PER_CENT = 10_000

/** What has been spent already. */
export interface Spent {
  tokens: number
  /** Millionths of a US dollar, as far as prices are known. */
  microUsd: number
}

/** What a run may still spend of its pack's limits. */
export interface Budget {
  /** Throws ModelFault `model_over_budget` when the calls together would be past the pack's limits. */
  check(calls: ModelUsage[]): void
  /**
   * Sets tokens aside for one call, and throws in the same way. `settle` puts what it really took in their place:
   * `uncounted` leaves the estimate, `none` gives all of it back.
   */
  reserve(estimate: ModelUsage): {
    settle(model: string, took: ModelUsage | 'uncounted' | 'none'): void
  }
}

/**
 * Keeps a run within its pack's limits of tokens and, where the model's price is known, cost. `before` is what earlier
 * attempts at the same run took.
 */
export function createBudget(
  limits: PackManifest['limits'],
  model: LanguageModel,
  before: Spent = { tokens: 0, microUsd: 0 },
): Budget {
  const spent = { ...before }
  const costOf = (name: string, usage: ModelUsage): number => model.costMicroUsd(name, usage) ?? 0
  const refusePast = (tokens: number, microUsd: number): void => {
    if (spent.tokens + tokens > limits.maxTokens) {
      throw new ModelFault(
        'model_over_budget',
        false,
        `This takes about ${Math.ceil(spent.tokens + tokens)} tokens; the scenario allows ${limits.maxTokens} for a meeting.`,
      )
    }
    const allowed = limits.maxCostCents * MICRO_USD_PER_CENT
    if (spent.microUsd + microUsd > allowed) {
      const cents = Math.ceil((spent.microUsd + microUsd) / MICRO_USD_PER_CENT)
      throw new ModelFault(
        'model_over_budget',
        false,
        `This costs about ${cents} cents; the scenario allows ${limits.maxCostCents} for a meeting.`,
      )
    }
  }
  return {
    check(calls) {
      refusePast(
        calls.reduce((sum, call) => sum + tokensOf(call), 0),
        calls.reduce((sum, call) => sum + costOf(model.model, call), 0),
      )
    },
    reserve(estimate) {
      const tokens = tokensOf(estimate)
      const microUsd = costOf(model.model, estimate)
      refusePast(tokens, microUsd)
      spent.tokens += tokens
      spent.microUsd += microUsd
      let isOpen = true
      return {
        settle(name, took) {
          if (!isOpen || took === 'uncounted') return
          isOpen = false
          spent.tokens += (took === 'none' ? 0 : tokensOf(took)) - tokens
          spent.microUsd += (took === 'none' ? 0 : costOf(name, took)) - microUsd
        },
      }
    },
  }
}

const tokensOf = (usage: ModelUsage): number => usage.inputTokens + usage.outputTokens
