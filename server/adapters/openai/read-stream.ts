import {
  type Completion,
  endsItsJson,
  ModelFault,
  storable,
} from '../../../plugins/engine/index.ts'
import { repeatsItself } from './repetition.ts'

/** Part of an answer, or all of it; any field may be missing, since servers differ from their own documentation. */
export interface Chunk {
  model?: unknown
  choices?: Choice[] | null
  usage?: Record<string, unknown> | null
}

interface Choice {
  delta?: Said | null
  /** For complete answers. */
  message?: Said | null
  /** From servers that answer like the completions API before chats. */
  text?: unknown
  finish_reason?: string | null
  /** Gateways put the error of the server behind them here. */
  error?: unknown
}

interface Said {
  content?: unknown
  refusal?: string | null
  reasoning_content?: unknown
  reasoning?: unknown
  thinking?: unknown
  /** Some models answer a schema by calling a function of its name. */
  tool_calls?: ({ index?: unknown; function?: Called | null } | null)[] | null
  function_call?: Called | null
}

interface Called {
  arguments?: unknown
}

/** What has arrived of an answer, also of one that broke off. */
export interface Written {
  text: string
  /** Reasoning, in a field of its own. */
  thoughts: string
  calls: string[]
  usage: Completion['usage']
}

export const nothingWritten = (): Written => ({ text: '', thoughts: '', calls: [], usage: null })

/**
 * Returns the answer from wherever the server put it: beside its reasoning, in a function's arguments, or inside the
 * reasoning.
 */
export function answerIn({ text, thoughts, calls }: Written): string {
  if (text.trim() !== '') return text
  const called = calls.find((one) => (one ?? '').trim() !== '')
  return called ?? (endsItsJson(thoughts) ? thoughts : text)
}

/** A longer answer is not a list of findings: reading on would only cost money. */
const maxAnswerChars = 100_000
/** A model that reasons longer than this over one window does not answer. */
const maxThoughtChars = 400_000
const repetitionCheckChars = 4_000
const maxNameChars = 200

/**
 * Assembles a streamed answer; `onChunk` is called for each sign of life, with the words that arrived. An answer that
 * does not end, or only repeats itself, is cut off as `length`; one that ends without a finish reason is complete when
 * its JSON is. Throws ModelFault when it ends too early or reasons without end.
 */
export async function readChunks(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  onChunk: (delta: string, isWords: boolean) => void,
  written: Written = nothingWritten(),
): Promise<Omit<Completion, 'latencyMs'>> {
  let refusal: string | null = null
  let finishReason: string | null = null
  let model = ''
  let count = 0
  let checkedAt = 0
  for await (const chunk of chunks) {
    if (typeof chunk !== 'object' || chunk === null) continue
    count += 1
    if (typeof chunk.model === 'string') model ||= chunk.model
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
    const said = choice?.delta ?? choice?.message
    const delta = take(written, choice, said)
    if (said?.refusal) refusal = (refusal ?? '') + said.refusal
    finishReason = choice?.finish_reason ?? finishReason
    if (chunk.usage) written.usage = toUsage(chunk.usage)
    onChunk(delta.text, delta.isWords)
    const { length } = written.text
    const isEndless =
      length > maxAnswerChars ||
      (length - checkedAt > repetitionCheckChars && repeatsItself(written.text))
    if (length - checkedAt > repetitionCheckChars) checkedAt = length
    if (isEndless) {
      finishReason = 'length'
      break
    }
    if (written.thoughts.length > maxThoughtChars) {
      throw new ModelFault('model_timeout', false, 'The model thought without end.')
    }
  }
  if (count === 0) {
    throw new ModelFault('model_garbage', true, 'The server answered with something unreadable.')
  }
  if (finishReason === 'error') {
    throw new ModelFault('model_unavailable', true, 'The server broke its answer off.')
  }
  const text = answerIn(written)
  if (finishReason === null && !endsItsJson(text)) {
    throw new ModelFault('model_cut', true, 'The answer broke off before its end.')
  }
  const { usage } = written
  return { text, refusal, finishReason: name(finishReason ?? 'stop'), usage, model: name(model) }
}

/** Adds a chunk; returns its words of the answer, and whether it held any words, reasoning included. */
function take(
  written: Written,
  choice: Choice | undefined,
  said: Said | null | undefined,
): { text: string; isWords: boolean } {
  const text = textOf(said?.content ?? choice?.text)
  const thought = textOf(said?.reasoning_content ?? said?.reasoning ?? said?.thinking)
  written.text += text
  written.thoughts += thought
  let called = ''
  const calls = [
    ...(said?.tool_calls ?? []),
    said?.function_call ? { function: said.function_call } : null,
  ]
  for (const call of calls) {
    const at = typeof call?.index === 'number' ? Math.min(Math.max(call.index, 0), 20) : 0
    const part = textOf(call?.function?.arguments)
    written.calls[at] = (written.calls[at] ?? '') + part
    called += part
  }
  return { text: text || called, isWords: text + thought + called !== '' }
}

/** Text, or the text of a list of parts without the reasoning. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) {
    return JSON.stringify(content)
  }
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { type?: unknown; text?: unknown } | null) =>
      (part?.type === 'text' || part?.type === 'output_text') && typeof part.text === 'string'
        ? part.text
        : '',
    )
    .join('')
}

/** Chosen by the server and stored, so cleaned. */
const name = (said: string): string => storable(String(said).slice(0, maxNameChars))

function toUsage(usage: Record<string, unknown>): Completion['usage'] {
  const details = usage['prompt_tokens_details'] as Record<string, unknown> | null | undefined
  const input = figure(usage['prompt_tokens'] ?? usage['input_tokens'])
  const cached = figure(details?.['cached_tokens'] ?? usage['prompt_cache_hit_tokens'])
  return {
    // Some servers count cached tokens separately instead of as part of the prompt.
    inputTokens: cached > input ? input + cached : input,
    cachedInputTokens: cached,
    outputTokens: figure(usage['completion_tokens'] ?? usage['output_tokens']),
  }
}

const figure = (value: unknown): number => {
  const number = Number(value ?? 0)
  return Number.isFinite(number) && number > 0 ? Math.round(number) : 0
}
