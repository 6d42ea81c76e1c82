import type { ModelUsage } from '../../../plugins/engine/index.ts'
import type { ModelPrice, ModelPrices } from '../../platform/settings/price-config.ts'
import table from './models.json'

type ModelFacts = (typeof table.models)[number]

/**
 * What is known of a model, by its name: with or without the date of a snapshot, and behind the name of a vendor or a
 * gateway (`openai/gpt-5-mini`). A variant that is priced otherwise (`…:free`) is another model. Undefined for others.
 */
export const findModelFacts = (model: string): ModelFacts | undefined =>
  bareNames(model).reduce<ModelFacts | undefined>(
    (found, name) => found ?? table.models.find(({ prefix }) => isOf(prefix, name)),
    undefined,
  )

/** A name as it stands, and without the vendors before it: `a/b/c`, `a:c` and `a.c` are `c`. */
const bareNames = (model: string): string[] => {
  const name = model.trim().toLowerCase()
  const last = name.slice(name.lastIndexOf('/') + 1)
  return [name, last, last.replace(/^[a-z]+[:.]/, ''), last.replace(/^[a-z-]+[:.][a-z]+[.:]/, '')]
}

const isOf = (prefix: string, name: string): boolean => {
  const rest = name.startsWith(prefix) ? name.slice(prefix.length) : null
  return rest === '' || (rest !== null && /^[-@](\d{4}-\d{2}-\d{2}|\d{8}|latest)$/.test(rest))
}

/**
 * How calls are priced, in millionths of a US dollar: by what the operator names, else by the table in `models.json`; null
 * for an unknown model. `listed` is what the server itself asks for it, the last resort. A server may call the model that was asked for by another name: then that one's price holds.
 */
export function priceWith(
  prices: ModelPrices,
  asked: string,
  listed: () => ModelPrice | null = () => null,
): (model: string, usage: ModelUsage) => number | null {
  return (model, usage) => {
    const price =
      named(prices, model) ??
      findModelFacts(model) ??
      named(prices, asked) ??
      findModelFacts(asked) ??
      listed()
    return price ? costOf(price, usage) : null
  }
}

/** Whether what a model costs can be told. */
export const isPriced = (prices: ModelPrices, model: string): boolean =>
  (named(prices, model) ?? findModelFacts(model)) !== undefined

/** By its name, or by what is left of it without its vendor. */
function named(prices: ModelPrices, model: string): ModelPrice | undefined {
  const last = model.slice(model.lastIndexOf('/') + 1)
  const name = [model, last].find((one) => Object.hasOwn(prices, one))
  return name === undefined ? undefined : prices[name]
}

function costOf(price: ModelPrice, usage: ModelUsage): number {
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens)
  const total =
    fresh * price.input +
    usage.cachedInputTokens * price.cachedInput +
    usage.outputTokens * price.output
  return Math.round(total / 1_000_000)
}
