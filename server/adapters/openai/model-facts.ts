import type { ModelUsage } from '../../../plugins/engine/index.ts'
import type { ModelPrice, ModelPrices } from '../../platform/settings/price-config.ts'
import table from './models.json'

type ModelFacts = (typeof table.models)[number]

/** What is known of a model, by its name with or without the date of a snapshot; undefined for others. */
export const findModelFacts = (model: string): ModelFacts | undefined =>
  table.models.find(({ prefix }) => {
    const rest = model.startsWith(prefix) ? model.slice(prefix.length) : null
    return rest === '' || (rest !== null && /^-\d{4}-\d{2}-\d{2}$/.test(rest))
  })

/**
 * How calls are priced, in millionths of a US dollar: by what the operator names, else by the table in `models.json`; null
 * for an unknown model. A server may call the model that was asked for by another name: then that one's price holds.
 */
export function priceWith(
  prices: ModelPrices,
  asked: string,
): (model: string, usage: ModelUsage) => number | null {
  return (model, usage) => {
    const price =
      named(prices, model) ?? findModelFacts(model) ?? named(prices, asked) ?? findModelFacts(asked)
    return price ? costOf(price, usage) : null
  }
}

/** Whether what a model costs can be told. */
export const isPriced = (prices: ModelPrices, model: string): boolean =>
  (named(prices, model) ?? findModelFacts(model)) !== undefined

const named = (prices: ModelPrices, model: string): ModelPrice | undefined =>
  Object.hasOwn(prices, model) ? prices[model] : undefined

function costOf(price: ModelPrice, usage: ModelUsage): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens)
  const total =
    fresh * price.input +
    usage.cachedInputTokens * price.cachedInput +
    usage.outputTokens * price.output
  return Math.round(total / 1_000_000)
}
