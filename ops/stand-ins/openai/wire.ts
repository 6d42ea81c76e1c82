import type { Behaviour } from './behaviours.ts'

/** A request as the stand-in parsed it. */
export interface ChatRequest {
  model: string
  messages: { role: string; content: string }[]
  stream: boolean
  includeUsage: boolean
  format: 'json_schema' | 'json_object' | 'text'
  /** The schema was requested in its strict form. */
  isStrict: boolean
  /** Next to the messages, or at the end of the first one. */
  schema: Record<string, unknown> | null
  authorization: string | null
  traceparent: string | null
}

export interface ChatAnswer {
  content: string | null
  refusal: string | null
  finishReason: 'stop' | 'length' | 'content_filter'
  usage: { promptTokens: number; cachedTokens: number; completionTokens: number }
}

const created = 1_790_000_000
const id = 'chatcmpl-standin'

const usageOf = ({ usage }: ChatAnswer) => ({
  prompt_tokens: usage.promptTokens,
  completion_tokens: usage.completionTokens,
  total_tokens: usage.promptTokens + usage.completionTokens,
  prompt_tokens_details: { cached_tokens: usage.cachedTokens, audio_tokens: 0 },
  completion_tokens_details: {
    reasoning_tokens: 0,
    audio_tokens: 0,
    accepted_prediction_tokens: 0,
    rejected_prediction_tokens: 0,
  },
})

/** `chat.completion`, as in recorded responses. */
export const completionOf = (request: ChatRequest, answer: ChatAnswer) => ({
  id,
  object: 'chat.completion',
  created,
  model: request.model,
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: answer.content,
        refusal: answer.refusal,
        annotations: [],
      },
      logprobs: null,
      finish_reason: answer.finishReason,
    },
  ],
  usage: usageOf(answer),
  service_tier: 'default',
  system_fingerprint: 'fp_standin',
})

/** `chat.completion.chunk`s in the order of recorded streams: role, content, end, usage. */
export function chunksOf(
  request: ChatRequest,
  answer: ChatAnswer,
  behaviour: Behaviour = 'answer',
): object[] {
  const chunk = (delta: object, finishReason: string | null, usage: object | null = null) => ({
    id,
    object: 'chat.completion.chunk',
    created,
    model: request.model,
    service_tier: 'default',
    system_fingerprint: 'fp_standin',
    choices: usage ? [] : [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
    ...(request.includeUsage ? { usage } : {}),
  })
  const pieces = (answer.content ?? '').match(/[\s\S]{1,400}/g) ?? []
  return [
    chunk({ role: 'assistant', content: '', refusal: null }, null),
    ...pieces.map((text) =>
      chunk({ content: behaviour === 'parts' ? [{ type: 'text', text }] : text }, null),
    ),
    ...(answer.refusal ? [chunk({ refusal: answer.refusal }, null)] : []),
    ...(behaviour === 'no_finish' ? [] : [chunk({}, answer.finishReason)]),
    ...(request.includeUsage ? [chunk({}, null, usageOf(answer))] : []),
  ]
}

export const eventOf = (data: object | string): string =>
  `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`

export const errorBody = (
  message: string,
  type: string | null,
  code: string | null,
  param: string | null,
) => ({
  error: { message, type, param, code },
})
