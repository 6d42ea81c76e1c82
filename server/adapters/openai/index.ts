import OpenAI, { APIError } from 'openai'
import {
  type CompleteOptions,
  type Completion,
  type LanguageModel,
  ModelFault,
  type ModelRequest,
} from '../../../plugins/engine/index.ts'
import {
  abilitiesOf,
  type AnswerForm,
  forgetOldRefusal,
  formed,
  learnFrom,
  type ServerAbilities,
} from './answer-form.ts'
import { toModelFault } from './faults.ts'
import { costMicroUsd, findModelFacts } from './model-facts.ts'
import { readStream } from './read-stream.ts'

export interface OpenaiOptions {
  apiKey: string | null
  /** Any server that speaks chat completions, up to and with `/v1`. */
  baseUrl: string
  model: string
  /** Context of a model that is not in the table. */
  contextTokens?: number | null
  /** How long the server may be silent, before and between the parts of its answer, in milliseconds. */
  idleTimeoutMs?: number
  concurrency?: number
  /** Told when the server refused a form of answer, and which one it is asked for instead. */
  onForm?: (form: AnswerForm) => void
  nowMs?: () => number
}

export const openaiBaseUrl = 'https://api.openai.com/v1'
export const openaiDefaultModel = 'gpt-5-mini'

const defaultIdleTimeoutMs = 180_000
const defaultConcurrency = 4
/** What can be counted on where nothing is known. */
const smallContextTokens = 32_000
/** The server's tokenizer is not known to be o200k. */
const unknownTokenFactor = 1.2

/**
 * A language model behind an OpenAI-compatible server: chat completions, streamed, with a strict
 * schema. A server that refuses the strict form is asked in a looser one for an hour. The SDK's own
 * retries are off: a ModelFault says whether and when to come again.
 */
export function openaiModel(options: OpenaiOptions): LanguageModel {
  const { baseUrl, model } = options
  const idleTimeoutMs = options.idleTimeoutMs ?? defaultIdleTimeoutMs
  const client = new OpenAI({
    apiKey: options.apiKey ?? 'none',
    baseURL: baseUrl,
    maxRetries: 0,
    // Ours is stricter, and counts from the last sign of life.
    timeout: idleTimeoutMs * 2,
    logLevel: 'off',
  })
  const nowMs = options.nowMs ?? Date.now
  const facts = findModelFacts(model)
  const abilities = abilitiesOf(baseUrl, model)
  return {
    name: `openai:${model}`,
    model,
    contextTokens: options.contextTokens ?? facts?.contextTokens ?? smallContextTokens,
    tokenFactor: facts ? 1 : unknownTokenFactor,
    concurrency: options.concurrency ?? defaultConcurrency,
    costMicroUsd,
    async complete(request, complete) {
      forgetOldRefusal(abilities, nowMs())
      for (;;) {
        const before = { ...abilities }
        try {
          return await completeOnce({ client, model, idleTimeoutMs, abilities }, request, complete)
        } catch (error) {
          complete.signal.throwIfAborted()
          const isLearnt =
            error instanceof APIError && learnFromRefusal(abilities, before, error, nowMs())
          if (!isLearnt) throw toModelFault(error)
          if (abilities.form !== before.form) options.onForm?.(abilities.form)
        }
      }
    },
  }
}

/** Calls side by side may meet the same refusal: what another one learnt meanwhile is enough to come again. */
const learnFromRefusal = (
  now: ServerAbilities,
  before: ServerAbilities,
  error: APIError,
  nowMs: number,
): boolean =>
  now.form !== before.form || now.countsStreams !== before.countsStreams
    ? error.status === 400 || error.status === 422
    : learnFrom(now, error, nowMs)

interface Server {
  client: OpenAI
  model: string
  idleTimeoutMs: number
  abilities: ServerAbilities
}

async function completeOnce(
  { client, model, idleTimeoutMs, abilities }: Server,
  request: ModelRequest,
  { signal, onDelta, onSent }: CompleteOptions,
): Promise<Completion> {
  signal.throwIfAborted()
  const { sent, format } = formed(request, abilities.form)
  onSent?.(sent)
  const startedAt = performance.now()
  const idle = new AbortController()
  const late = (): void =>
    idle.abort(
      new ModelFault('model_timeout', true, `The server was silent for ${idleTimeoutMs} ms.`),
    )
  let timer = setTimeout(late, idleTimeoutMs)
  const onChunk = (delta: string): void => {
    clearTimeout(timer)
    timer = setTimeout(late, idleTimeoutMs)
    if (delta !== '') onDelta?.(delta)
  }
  try {
    const stream = await client.chat.completions.create(
      {
        model,
        messages: sent.messages,
        stream: true,
        ...(abilities.countsStreams ? { stream_options: { include_usage: true } } : {}),
        ...(format ? { response_format: format } : {}),
      },
      { signal: AbortSignal.any([signal, idle.signal]) },
    )
    const answer = await readStream(stream, onChunk)
    idle.signal.throwIfAborted()
    const latencyMs = Math.round(performance.now() - startedAt)
    return { ...answer, model: answer.model || model, latencyMs }
  } catch (error) {
    if (idle.signal.aborted) throw idle.signal.reason
    throw error
  } finally {
    clearTimeout(timer)
  }
}
