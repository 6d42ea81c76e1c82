import { createHash } from 'node:crypto'
import type OpenAI from 'openai'
import type { AnswerSchema, ModelRequest, SentPrompt } from '../../../plugins/engine/index.ts'
import type { ServerError } from './server-error.ts'

/** How a server can be told the shape of the answer, the strictest first. */
export const formats = ['json_schema', 'loose_schema', 'json_object', 'text'] as const
export type AnswerFormat = (typeof formats)[number]

/** What is sent besides the model's name and the messages; not every server accepts all of it. */
export interface AnswerForm {
  format: AnswerFormat
  /** Requests a token count for a streamed answer. */
  countsStreams: boolean
  /** Some models have no system messages: the first one is then prepended to the user's. */
  hasSystemRole: boolean
}

const surest: AnswerForm = { format: 'json_schema', countsStreams: true, hasSystemRole: true }

const ofFormat =
  /response_?(format|schema)|json_?(schema|object)|structured[_ ]output|guided_|grammar|\bstrict\b|\$(defs|ref)|additionalproperties|\b(schemas?|enums?|grammars?|(tool|function)s?[/ ](name|function)s?)\b/i
const ofCounting = /stream_?options|include_?usage/i
const ofSystemRole =
  /\bsystem[ _]?(role|message|prompt|instruction)|role\W{0,3}(of )?\W?system\b|'system'|developer instruction/i

const namedIn = ({ codes, params, text }: ServerError): string =>
  [...codes, ...params, text].join(' ')

/** Whether an error is about how the answer was requested. */
export const namesForm = (error: ServerError): boolean =>
  ofFormat.test(namedIn(error)) || ofCounting.test(namedIn(error))

/**
 * Returns the form to try after this refusal, or null. What the error names is dropped first; an error that names
 * nothing may still be about the format. A form that this server accepted before is given up only when it is named.
 */
export function nextForm(
  form: AnswerForm,
  error: ServerError,
  isProven: boolean,
): AnswerForm | null {
  const named = namedIn(error)
  if (form.countsStreams && ofCounting.test(named)) return { ...form, countsStreams: false }
  if (form.hasSystemRole && !ofFormat.test(named) && ofSystemRole.test(named)) {
    return { ...form, hasSystemRole: false }
  }
  const format = formats[formats.indexOf(form.format) + 1]
  if (format) return { ...form, format }
  return form.countsStreams && !isProven ? { ...form, countsStreams: false } : null
}

/** Statuses that are about who asks, how often or how much. */
const ofSomethingElse = new Set([401, 402, 403, 407, 408, 409, 413, 425, 429, 451, 498])

/**
 * Statuses by which servers refuse a form. Other statuses count when the error names a form, for example a gateway that
 * finds no server for it.
 */
export const isFormRefusal = (error: ServerError): boolean =>
  error.status === 400 ||
  error.status === 422 ||
  (error.status !== null &&
    error.status > 400 &&
    !ofSomethingElse.has(error.status) &&
    namesForm(error))

/** Servers get replaced: after this long the strictest form is tried again. */
const believedMs = 3_600_000
const maxRemembered = 500

interface Learnt {
  form: AnswerForm
  atMs: number
}

/**
 * The forms that servers accepted, for this process: by server and model, and by schema where a single one was refused.
 */
const remembered = new Map<string, Learnt>()

function recall(key: string, nowMs: number): AnswerForm | undefined {
  const known = remembered.get(key)
  if (known && nowMs - known.atMs < believedMs) return known.form
  remembered.delete(key)
  return undefined
}

function remember(key: string, form: AnswerForm, nowMs: number): void {
  remembered.delete(key)
  const oldest = remembered.keys().next().value
  if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest)
  remembered.set(key, { form, atMs: nowMs })
}

export interface KnownForm {
  form: AnswerForm
  /** The server has answered in this form, for any schema. */
  isProven: boolean
  /** Remembers the form that worked; false when it was known. */
  keep(answered: AnswerForm): boolean
}

/** Returns the form known for a model on a server; the strictest until the server refuses it. */
export function knownForm(
  baseUrl: string,
  model: string,
  schema: AnswerSchema,
  nowMs: number,
): KnownForm {
  const ofServer = `${baseUrl} ${model}`
  const ofSchema = `${ofServer} ${digestOf(schema)}`
  const known = (): AnswerForm => recall(ofSchema, nowMs) ?? recall(ofServer, nowMs) ?? surest
  return {
    form: known(),
    isProven: recall(ofServer, nowMs) !== undefined,
    keep(answered) {
      const isOther = !isSame(answered, known())
      const proven = recall(ofServer, nowMs)
      // A server that accepted a stricter format for other schemas refused only this one.
      const isOfSchema = proven !== undefined && isLooser(answered.format, proven.format)
      if (isOther || !proven) remember(isOfSchema ? ofSchema : ofServer, answered, nowMs)
      return isOther
    },
  }
}

const isLooser = (a: AnswerFormat, b: AnswerFormat): boolean =>
  formats.indexOf(a) > formats.indexOf(b)

const isSame = (a: AnswerForm, b: AnswerForm): boolean =>
  a.format === b.format &&
  a.countsStreams === b.countsStreams &&
  a.hasSystemRole === b.hasSystemRole

const digestOf = (schema: AnswerSchema): string =>
  createHash('sha256').update(JSON.stringify(schema.schema)).digest('base64url')

/** Builds the request in this form: the schema beside the messages, or described at the end of the first one. */
export function buildRequest(
  request: ModelRequest,
  { format, hasSystemRole }: AnswerForm,
): { sent: SentPrompt; format: OpenAI.ChatCompletionCreateParams['response_format'] } {
  const { messages, schema } = request
  const placed = hasSystemRole ? (all: Messages) => all : withoutSystem
  if (format === 'json_schema' || format === 'loose_schema') {
    const strict = format === 'json_schema' ? { strict: true } : {}
    return {
      sent: { messages: placed(messages), schema: JSON.stringify(schema.schema) },
      format: { type: 'json_schema', json_schema: { ...schema, ...strict } },
    }
  }
  const words = `Answer with one JSON object and nothing else. It must be valid against this JSON Schema:\n${JSON.stringify(schema.schema)}`
  const sent = messages.map((message, at) =>
    at === 0 ? { ...message, content: `${message.content}\n\n${words}` } : message,
  )
  return {
    sent: { messages: placed(sent), schema: null },
    format: format === 'json_object' ? { type: 'json_object' } : undefined,
  }
}

type Messages = ModelRequest['messages']

function withoutSystem(messages: Messages): Messages {
  const [first, second, ...rest] = messages
  if (first?.role !== 'system' || second?.role !== 'user') return messages
  return [{ role: 'user', content: `${first.content}\n\n${second.content}` }, ...rest]
}
