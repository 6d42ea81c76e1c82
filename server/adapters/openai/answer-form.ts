import type OpenAI from 'openai'
import type { APIError } from 'openai'
import type { ModelRequest, SentPrompt } from '../../../plugins/engine/index.ts'

/** How a server can be told the shape of the answer, the surest first. */
const forms = ['json_schema', 'json_object', 'text'] as const
export type AnswerForm = (typeof forms)[number]

/** What a server turned out to take. */
export interface ServerAbilities {
  form: AnswerForm
  countsStreams: boolean
  /** When it last refused a form. */
  refusedAtMs: number
}

/** Servers are replaced: after this long the surest form is tried again. */
const believedMs = 3_600_000

const learnt = new Map<string, ServerAbilities>()

/** What is known of a model on a server; everything is believed of it until it refuses. */
export function abilitiesOf(baseUrl: string, model: string): ServerAbilities {
  const key = `${baseUrl} ${model}`
  const known = learnt.get(key) ?? {
    form: 'json_schema' as const,
    countsStreams: true,
    refusedAtMs: 0,
  }
  learnt.set(key, known)
  return known
}

/** Goes back to the surest form an hour after the last refusal. */
export function forgetOldRefusal(abilities: ServerAbilities, nowMs: number): void {
  if (nowMs - abilities.refusedAtMs >= believedMs) abilities.form = 'json_schema'
}

/** Learns from a refusal; false when it was about something else. */
export function learnFrom(abilities: ServerAbilities, error: APIError, nowMs: number): boolean {
  if (error.status !== 400 && error.status !== 422) return false
  const words = `${error.param ?? ''} ${error.code ?? ''} ${error.message}`.toLowerCase()
  if (abilities.countsStreams && /stream_options|include_usage/.test(words)) {
    abilities.countsStreams = false
    return true
  }
  // A schema that a strict server finds wrong is our fault, and no other form would mend it silently.
  if (/invalid_json_schema|invalid schema/.test(words)) return false
  const next = forms[forms.indexOf(abilities.form) + 1]
  const isAboutForm = /response_format|json_schema|json_object|structured|guided|grammar/.test(
    words,
  )
  const isRefusal =
    error.param === 'response_format' ||
    /not supported|unsupported|unknown|unrecognized|does not support/.test(words)
  if (!next || !isAboutForm || !isRefusal) return false
  abilities.form = next
  abilities.refusedAtMs = nowMs
  return true
}

/** The request as this server takes it: the schema beside the messages, or in words at the end of the first one. */
export function formed(
  request: ModelRequest,
  form: AnswerForm,
): { sent: SentPrompt; format: OpenAI.ChatCompletionCreateParams['response_format'] } {
  const { messages, schema } = request
  if (form === 'json_schema') {
    return {
      sent: { messages, schema: JSON.stringify(schema.schema) },
      format: { type: 'json_schema', json_schema: { ...schema, strict: true } },
    }
  }
  const words = `Answer with one JSON object and nothing else. It must be valid against this JSON Schema:\n${JSON.stringify(schema.schema)}`
  const sent = messages.map((message, at) =>
    at === 0 ? { ...message, content: `${message.content}\n\n${words}` } : message,
  )
  return {
    sent: { messages: sent, schema: null },
    format: form === 'json_object' ? { type: 'json_object' } : undefined,
  }
}
