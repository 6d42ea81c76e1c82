import { createHash } from 'node:crypto'
import type OpenAI from 'openai'
import type { AnswerSchema, ModelRequest, SentPrompt } from '../../../plugins/engine/index.ts'
import type { ServerError } from './server-error.ts'

/** How a server can be told the shape of the answer, the surest first. */
export const formats = ['json_schema', 'loose_schema', 'json_object', 'text'] as const
export type AnswerFormat = (typeof formats)[number]

/** What is sent besides the model's name and the messages; servers differ in what of it they take. */
export interface AnswerForm {
  format: AnswerFormat
  /** Asks for the tokens of a streamed answer to be counted. */
  countsStreams: boolean
  /** Some models know no system messages: then the first one stands at the head of the user's. */
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

/** Whether an error speaks of how the answer was asked for. */
export const namesForm = (error: ServerError): boolean =>
  ofFormat.test(namedIn(error)) || ofCounting.test(namedIn(error))

/**
 * The form to try after this refusal, or null when there is none. What the error names goes first; one that names
 * nothing may still be about the format. What this server took before is given up only where it is named.
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

/** Statuses that speak of who asks, how often or how much. */
const ofSomethingElse = new Set([401, 402, 403, 407, 408, 409, 413, 425, 429, 451, 498])

/** Statuses by which servers refuse a form; others count where they name one, as of a gateway that finds no server for it. */
export const isFormRefusal = (error: ServerError): boolean =>
  error.status === 400 ||
  error.status === 422 ||
  (error.status !== null &&
    error.status > 400 &&
    !ofSomethingElse.has(error.status) &&
    namesForm(error))

/** Servers are replaced: after this long the surest form is tried again. */
const believedMs = 3_600_000
const mostLearnt = 500

interface Learnt {
  form: AnswerForm
  atMs: number
}

/** What servers took, for this process: by server and model, and by schema where one alone was refused. */
const learnt = new Map<string, Learnt>()

function recall(key: string, nowMs: number): AnswerForm | undefined {
  const known = learnt.get(key)
  if (known && nowMs - known.atMs < believedMs) return known.form
  learnt.delete(key)
  return undefined
}

function remember(key: string, form: AnswerForm, nowMs: number): void {
  learnt.delete(key)
  const oldest = learnt.keys().next().value
  if (learnt.size >= mostLearnt && oldest !== undefined) learnt.delete(oldest)
  learnt.set(key, { form, atMs: nowMs })
}

export interface KnownForm {
  form: AnswerForm
  /** The server has answered in the form that it is asked in, for whatever schema. */
  isProven: boolean
  /** Keeps the form that was answered; false when that was known. */
  keep(answered: AnswerForm): boolean
}

/** What is known of a model on a server; the surest form is believed of it until it refuses. */
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
      // A server that took a surer format for other schemas refused this one alone.
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

/** The request as this server takes it: the schema beside the messages, or in words at the end of the first one. */
export function formed(
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
