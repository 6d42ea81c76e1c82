import type OpenAI from 'openai'
import type {
  CompleteOptions,
  Completion,
  FaultFacts,
  ModelRequest,
} from '../../../plugins/engine/index.ts'
import { traceHeaders } from '../../platform/telemetry/span.ts'
import { type AnswerForm, buildRequest } from './answer-form.ts'
import { asRefusal } from './client.ts'
import { type Patience, watchCall } from './patience.ts'
import { readAnswer } from './read-answer.ts'
import { answerIn, nothingWritten, type Written } from './read-stream.ts'

export interface Asked {
  client: OpenAI
  model: string
  patience: Required<Patience>
  form: AnswerForm
  heard(): void
}

/** Asks once, in one form. Rejections carry the partial answer, see `splitFailure`. */
export async function completeOnce(
  { client, model, patience, form, heard }: Asked,
  request: ModelRequest,
  { signal, onDelta, onSent, onThought }: CompleteOptions,
): Promise<Completion> {
  signal.throwIfAborted()
  const { sent, format } = buildRequest(request, form)
  onSent?.(sent)
  const startedAt = performance.now()
  const late = watchCall(patience)
  const written = nothingWritten()
  const onChunk = (delta: string, isWords: boolean): void => {
    late.heard(isWords)
    heard()
    if (delta !== '') onDelta?.(delta)
    else if (isWords) onThought?.(written.thoughts.length)
  }
  try {
    const stop = new AbortController()
    const response = await client.chat.completions
      .create(
        {
          model,
          messages: sent.messages,
          stream: true,
          ...(form.countsStreams ? { stream_options: { include_usage: true } } : {}),
          ...(format ? { response_format: format } : {}),
        },
        {
          signal: AbortSignal.any([signal, late.signal, stop.signal]),
          headers: traceHeaders(),
        },
      )
      .asResponse()
    heard()
    const answer = await readAnswer(response, stop, onChunk, written)
    late.signal.throwIfAborted()
    const latencyMs = Math.round(performance.now() - startedAt)
    return { ...answer, model: answer.model || model, latencyMs }
  } catch (error) {
    const cause: unknown = late.signal.aborted ? late.signal.reason : error
    throw signal.aborted ? cause : withWritten(cause, written)
  } finally {
    late.end()
  }
}

/** Attaches to an error the beginning of the answer and the server's token counts. */
function withWritten(error: unknown, written: Written): unknown {
  const hasBegun = written.text + written.thoughts + written.calls.join('') !== ''
  if (!hasBegun && !written.usage) return error
  return new BrokenAnswer(error, {
    partial: answerIn(written),
    usage: written.usage,
    wroteChars: answerIn(written).length + written.thoughts.length,
  })
}

/** What went wrong, and the partial answer. */
class BrokenAnswer extends Error {
  override readonly name = 'BrokenAnswer'
  constructor(
    readonly error: unknown,
    readonly left: FaultFacts,
  ) {
    super('The answer broke off.')
  }
}

/** Separates a fault of `completeOnce` from the partial answer; null when nothing had arrived. */
export const splitFailure = (thrown: unknown): { error: unknown; left: FaultFacts | null } =>
  thrown instanceof BrokenAnswer
    ? { error: asRefusal(thrown.error), left: thrown.left }
    : { error: asRefusal(thrown), left: null }
