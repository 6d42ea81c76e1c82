import { type Completion, ModelFault, storable } from '../../../plugins/engine/index.ts'

/** A part of an answer, or all of it; servers differ from their own documents, so anything may be missing. */
export interface Chunk {
  model?: unknown
  choices?: Choice[] | null
  usage?: Record<string, unknown> | null
}

interface Choice {
  delta?: Said | null
  /** Where the answer comes whole. */
  message?: Said | null
  finish_reason?: string | null
  /** Gateways put the error of the server behind them here. */
  error?: unknown
}

interface Said {
  content?: unknown
  refusal?: string | null
}

/** An answer longer than this is no list of findings: reading on would only cost money. */
const mostAnswerChars = 100_000
const mostNameChars = 200

/**
 * Puts a streamed answer together; `onChunk` is called for each sign of life. One that does not end is broken off, as
 * `length`; one that ends without saying so is whole where its text is. Throws ModelFault when it ends too early.
 */
export async function readChunks(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  onChunk: (delta: string) => void,
): Promise<Omit<Completion, 'latencyMs'>> {
  let text = ''
  let refusal: string | null = null
  let finishReason: string | null = null
  let usage: Completion['usage'] = null
  let model = ''
  let count = 0
  for await (const chunk of chunks) {
    if (typeof chunk !== 'object' || chunk === null) continue
    count += 1
    if (typeof chunk.model === 'string') model ||= chunk.model
    const choice = Array.isArray(chunk.choices) ? chunk.choices[0] : undefined
    const said = choice?.delta ?? choice?.message
    const delta = textOf(said?.content)
    text += delta
    if (said?.refusal) refusal = (refusal ?? '') + said.refusal
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
  if (finishReason === 'error') {
    throw new ModelFault('model_unavailable', true, 'The server broke its answer off.')
  }
  if (finishReason === null && !isWhole(text)) {
    throw new ModelFault('model_cut', true, 'The answer broke off before its end.')
  }
  return { text, refusal, finishReason: name(finishReason ?? 'stop'), usage, model: name(model) }
}

/** Text, or a list of parts of which those that think aloud are left out. */
function textOf(content: unknown): string {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return ''
  return content
    .map((part: { type?: unknown; text?: unknown } | null) =>
      (part?.type === 'text' || part?.type === 'output_text') && typeof part.text === 'string'
        ? part.text
        : '',
    )
    .join('')
}

function isWhole(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object'
  } catch {
    return false
  }
}

/** Servers name these; they are stored as they are. */
const name = (said: string): string => storable(String(said).slice(0, mostNameChars))

function toUsage(usage: Record<string, unknown>): Completion['usage'] {
  const details = usage['prompt_tokens_details'] as Record<string, unknown> | null | undefined
  return {
    inputTokens: figure(usage['prompt_tokens']),
    cachedInputTokens: figure(details?.['cached_tokens']),
    outputTokens: figure(usage['completion_tokens']),
  }
}

const figure = (value: unknown): number => {
  const number = Number(value ?? 0)
  return Number.isFinite(number) && number > 0 ? Math.round(number) : 0
}
