import type { ModelUsage } from '../../../plugins/engine/index.ts'
import table from './models.json'

type ModelFacts = (typeof table.models)[number]

/** What is known of a model, by its name with or without the date of a snapshot; undefined for others. */
export const findModelFacts = (model: string): ModelFacts | undefined =>
  table.models.find(({ prefix }) => {
    const rest = model.startsWith(prefix) ? model.slice(prefix.length) : null
    return rest === '' || (rest !== null && /^-\d{4}-\d{2}-\d{2}$/.test(rest))
  })

/** Price of a call in millionths of a US dollar by the table in `models.json`; null for an unknown model. */
export function costMicroUsd(model: string, usage: ModelUsage): number | null {
  const facts = findModelFacts(model)
  if (!facts) return null
  const fresh = Math.max(0, usage.inputTokens - usage.cachedInputTokens)
  const total =
    fresh * facts.input +
    usage.cachedInputTokens * facts.cachedInput +
    usage.outputTokens * facts.output
  return Math.round(total / 1_000_000)
}
