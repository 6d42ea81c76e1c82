import type { LanguageModel } from '../../plugins/engine/index.ts'
import {
  isPriced,
  openaiBaseUrl,
  openaiDefaultModel,
  openaiModel,
} from '../adapters/openai/index.ts'
import type { Config } from '../platform/config.ts'
import type { LlmConfig } from '../platform/settings/llm-config.ts'
import type { ModelPrices } from '../platform/settings/price-config.ts'
import type { Log } from '../platform/log.ts'

/** Returns the configured model if its price is unknown, so that no spending limit can apply; otherwise null. */
export function findUnpricedModel({
  llm,
  modelPrices,
}: Pick<Config, 'llm' | 'modelPrices'>): string | null {
  if (llm.provider === 'extractive') return null
  const model = llm.model ?? openaiDefaultModel
  return isPriced(modelPrices, model) ? null : model
}

/** The configured server and model as adapter options. */
export const modelOptions = (llm: Exclude<LlmConfig, { provider: 'extractive' }>) => ({
  apiKey: llm.apiKey,
  baseUrl: llm.baseUrl ?? openaiBaseUrl,
  model: llm.model ?? openaiDefaultModel,
  contextTokens: llm.contextTokens,
  ...(llm.patience ? { patience: llm.patience } : {}),
})

/** The configured language model; null when the built-in provider fills the sections. Sends no request yet. */
export function openModel(
  llm: LlmConfig,
  log?: Log,
  overrides: { prices?: ModelPrices; fetch?: typeof fetch } = {},
): LanguageModel | null {
  if (llm.provider === 'extractive') return null
  return openaiModel({
    ...modelOptions(llm),
    ...overrides,
    ...(log ? { log } : {}),
    onForm: (form) =>
      log?.warn({ form }, 'The language model rejected an answer form; another one is used'),
    onContext: (contextTokens) =>
      log?.warn(
        { contextTokens },
        'The language model has a smaller context than configured; meetings are split into smaller parts',
      ),
    onFault: ({ code, serverMessage }) =>
      log?.warn({ reason: code, serverMessage }, 'The language model’s server rejected a request'),
  })
}
