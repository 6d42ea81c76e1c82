import type { PackManifest } from '../types.ts'
import { type LanguageModel, ModelFault, type ModelUsage } from './port.ts'

const MICRO_USD_PER_CENT = 10_000

/** What has been spent so far. */
export interface Spent {
  tokens: number
  /** Millionths of a US dollar, if prices are known. */
  microUsd: number
}

/** What a run may still spend of its pack's limits. */
export interface Budget {
  /** Throws ModelFault `model_over_budget` when the calls together would exceed the pack's limits. */
  check(calls: ModelUsage[]): void
  /**
   * Reserves tokens for one call; throws like `check`. `settle` replaces the reservation with the actual usage:
   * `uncounted` keeps the estimate, `none` releases it.
   */
  reserve(estimate: ModelUsage): {
    settle(model: string, took: ModelUsage | 'uncounted' | 'none'): void
  }
}

/**
 * All attempts at one run together may use this many times the limits, so that a run that failed late can still finish.
 */
const ATTEMPTS_ALLOWANCE = 2

/**
 * Keeps a run within its pack's limits of tokens and, if the model's price is known, cost. `before` is the usage of
 * earlier attempts at the same run; all attempts together may use twice the limits.
 */
export function createBudget(
  limits: PackManifest['limits'],
  model: LanguageModel,
  before: Spent = { tokens: 0, microUsd: 0 },
): Budget {
  const spent: Spent = { tokens: 0, microUsd: 0 }
  const costOf = (name: string, usage: ModelUsage): number => model.costMicroUsd(name, usage) ?? 0
  /** Throws when this attempt, or all of them together, would exceed the limits. */
  const refusePast = (more: Spent): void => {
    const here = plus(spent, more)
    refuse(limits, here, 1, 'This takes')
    refuse(limits, plus(before, here), ATTEMPTS_ALLOWANCE, 'With the attempts before, this takes')
  }
  return {
    check(calls) {
      refusePast(
        calls
          .map((call) => ({ tokens: tokensOf(call), microUsd: costOf(model.model, call) }))
          .reduce(plus, { tokens: 0, microUsd: 0 }),
      )
    },
    reserve(estimate) {
      const aside = { tokens: tokensOf(estimate), microUsd: costOf(model.model, estimate) }
      refusePast(aside)
      Object.assign(spent, plus(spent, aside))
      let isOpen = true
      return {
        settle(name, took) {
          if (!isOpen || took === 'uncounted') return
          isOpen = false
          spent.tokens += (took === 'none' ? 0 : tokensOf(took)) - aside.tokens
          spent.microUsd += (took === 'none' ? 0 : costOf(name, took)) - aside.microUsd
        },
      }
    },
  }
}

function refuse(
  { maxTokens, maxCostCents }: PackManifest['limits'],
  { tokens, microUsd }: Spent,
  times: number,
  what: string,
): void {
  const allows = `the scenario allows ${times === 1 ? '' : `${times} times `}`
  if (tokens > maxTokens * times) {
    const message = `${what} about ${Math.ceil(tokens)} tokens; ${allows}${maxTokens} for a meeting.`
    throw new ModelFault('model_over_budget', false, message)
  }
  if (microUsd > maxCostCents * times * MICRO_USD_PER_CENT) {
    const cents = Math.ceil(microUsd / MICRO_USD_PER_CENT)
    const message = `${what} about ${cents} cents; ${allows}${maxCostCents} cents for a meeting.`
    throw new ModelFault('model_over_budget', false, message)
  }
}

const plus = (a: Spent, b: Spent): Spent => ({
  tokens: a.tokens + b.tokens,
  microUsd: a.microUsd + b.microUsd,
})

const tokensOf = (usage: ModelUsage): number => usage.inputTokens + usage.outputTokens
