import type OpenAI from 'openai'
import { type Completion, ModelFault, storable } from '../../../plugins/engine/index.ts'

type Chunks = AsyncIterable<OpenAI.ChatCompletionChunk>

/** An answer longer than this is no list of findings: reading on would only cost money. */
const mostAnswerChars = 100_000
const mostNameChars = 200

/**
 * Puts a streamed answer together; `onChunk` is called for each sign of life. One that does not end is broken off, as
 * `length`. Throws ModelFault when it ends too early.
 */
export async function readStream(
  chunks: Chunks,
  onChunk: (delta: string) => void,
): Promise<Omit<Completion, 'latencyMs'>> {
  let text = ''
  let refusal: string | null = null
  let finishReason: string | null = null
  let usage: Completion['usage'] = null
  let model = ''
  let count = 0
  for await (const chunk of chunks) {
    count += 1
    // Servers differ from their own documents: anything may be missing.
    model ||= chunk.model ?? ''
    const [choice] = chunk.choices ?? []
    const delta = choice?.delta?.content ?? ''
    text += delta
    if (choice?.delta?.refusal) refusal = (refusal ?? '') + choice.delta.refusal
    finishReason = choice?.finish_reason ?? finishReason
    if (chunk.usage) usage = toUsage(chunk.usage)
    onChunk(delta)
    if (text.length > mostAnswerChars) {
      finishReason = 'length'
      break
    }
  }
  if (count === 0) {
    throw new ModelFault('model_garbage', true, 'The server answered with something unreadable.')
  }
  if (finishReason === null) {
    throw new ModelFault('model_cut', true, 'The answer broke off before its end.')
  }
  return { text, refusal, finishReason: name(finishReason), usage, model: name(model) }
}

/** Servers name these; they are stored as they are. */
const name = (said: string): string => storable(said.slice(0, mostNameChars))

const toUsage = (usage: OpenAI.CompletionUsage): Completion['usage'] => ({
  inputTokens: usage.prompt_tokens ?? 0,
  cachedInputTokens: usage.prompt_tokens_details?.cached_tokens ?? 0,
  outputTokens: usage.completion_tokens ?? 0,
})
