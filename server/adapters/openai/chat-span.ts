import { type Attributes, SpanKind } from '@opentelemetry/api'
import type { Completion, LanguageModel } from '../../../plugins/engine/index.ts'
import { countModelUse } from '../../platform/metrics/instruments.ts'
import { inSpan } from '../../platform/telemetry/span.ts'

export interface ChatPlace {
  model: string
  /** Null for a server that the operator did not configure. */
  server: URL | null
  costMicroUsd: LanguageModel['costMicroUsd']
  nameError(error: unknown): string
}

/**
 * Records one completion request as a span by OpenTelemetry's conventions for generative AI, with tokens and cost, and
 * without prompt or answer (https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/).
 */
export const inChatSpan = (
  { model, server, costMicroUsd, nameError }: ChatPlace,
  ask: () => Promise<Completion>,
): Promise<Completion> =>
  inSpan(
    `chat ${model}`,
    {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': model,
      'gen_ai.output.type': 'json',
      ...(server ? addressOf(server) : {}),
    },
    async (span) => {
      const completion = await ask()
      const { usage } = completion
      const cost = usage ? costMicroUsd(completion.model, usage) : null
      if (usage) countModelUse(usage, cost)
      span.setAttributes({
        // The server's value is untrusted.
        'gen_ai.response.model': completion.model.slice(0, 100),
        'gen_ai.response.finish_reasons': [completion.finishReason.slice(0, 100)],
        ...(usage && {
          'gen_ai.usage.input_tokens': usage.inputTokens,
          'gen_ai.usage.cache_read.input_tokens': usage.cachedInputTokens,
          'gen_ai.usage.output_tokens': usage.outputTokens,
        }),
        ...(cost === null ? {} : { 'aam.cost_usd': cost / 1e6 }),
      })
      return completion
    },
    { kind: SpanKind.CLIENT, nameError },
  )

const addressOf = ({ hostname, port, protocol }: URL): Attributes => ({
  'server.address': hostname,
  'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
})
