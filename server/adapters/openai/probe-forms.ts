import { type ModelRequest, parseLeniently } from '../../../plugins/engine/index.ts'
import { type AnswerForm, type AnswerFormat, formats } from './answer-form.ts'
import { openClient } from './client.ts'
import { splitFailure, completeOnce } from './complete-once.ts'
import { toModelFault } from './faults.ts'
import { type OpenaiOptions, smallContextTokens } from './options.ts'
import { findModelFacts, priceWith } from './model-facts.ts'
import { isLocal, type Patience, patienceWith } from './patience.ts'
import { fetchListedFacts } from './watch-server.ts'

/** How a server answered one form of the question. */
export interface FormReport {
  format: AnswerFormat
  /** `fits`: strictly as requested; `dressed`: the answer is there, surrounded by other text. */
  outcome: 'fits' | 'dressed' | 'wrong' | 'failed'
  firstWordMs: number | null
  latencyMs: number
  /** What the server counted for the prompt; null when it counts nothing. */
  promptTokens: number | null
  /** The code of a fault and the server's message, cleaned. */
  fault: { code: string; message: string } | null
}

export interface ModelReport {
  server: string
  model: string
  /** The model name that the server's answers state. */
  answersAs: string | null
  isLocal: boolean
  patience: Required<Patience>
  context: { tokens: number; from: 'configured' | 'known' | 'listed' | 'assumed' }
  /** Whether a cost limit can apply. */
  isPriced: boolean
  forms: FormReport[]
}

const line = 7
const words = 'We will meet on Friday at noon in the small office.'
const day = 'Friday'
/** The layout of a scenario's prompt, as short as possible. */
const request: ModelRequest = {
  messages: [
    {
      role: 'system',
      content:
        'You read transcripts. "A>" opens a turn of speaker A; each line below it is its number, then the words. In "evidence" put the number of the line, and as anchor 4 to 12 words copied from it.',
    },
    {
      role: 'user',
      content: `List what was agreed.\n\nSpeakers:\nA = Ann\n\n<transcript>\nA>\n${line} ${words}\n</transcript>`,
    },
  ],
  schema: {
    name: 'meeting_sections',
    schema: objectOf({
      agreed: {
        type: 'array',
        items: objectOf({
          what: { type: 'string' },
          evidence: {
            type: 'array',
            items: objectOf({ segment: { type: 'integer' }, anchor: { type: 'string' } }),
          },
        }),
      },
    }),
  },
}

function objectOf(properties: Record<string, unknown>): Record<string, unknown> {
  return {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  }
}

/** Asks a model's server one small question in each form in turn, and reports the outcomes. */
export async function probeForms(
  options: OpenaiOptions,
  signal: AbortSignal,
): Promise<ModelReport> {
  const { apiKey, baseUrl, model } = options
  const patience = patienceWith(baseUrl, options.patience)
  const client = openClient(baseUrl, apiKey, patience.callMs * 2, options.fetch)
  const listed = await fetchListedFacts(
    options,
    model,
    AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
  )
  const forms: FormReport[] = []
  let answersAs: string | null = null
  for (const format of formats) {
    const form: AnswerForm = { format, countsStreams: format !== 'text', hasSystemRole: true }
    const startedAt = performance.now()
    let firstWordMs: number | null = null
    const since = (): number => Math.round(performance.now() - startedAt)
    const report = { format, promptTokens: null, fault: null }
    try {
      const answer = await completeOnce(
        { client, model, patience, form, heard: () => undefined },
        request,
        { signal, onDelta: () => (firstWordMs ??= since()) },
      )
      answersAs ??= answer.model
      const promptTokens = answer.usage?.inputTokens ?? null
      const outcome = judge(answer.text)
      forms.push({ ...report, outcome, firstWordMs, latencyMs: since(), promptTokens })
    } catch (thrown) {
      signal.throwIfAborted()
      const { code, message, serverMessage } = toModelFault(splitFailure(thrown).error, {
        request,
        apiKey,
      })
      const fault = { code, message: serverMessage ?? message }
      forms.push({ ...report, outcome: 'failed', firstWordMs, latencyMs: since(), fault })
    }
  }
  const price = priceWith(options.prices ?? {}, model, () => listed.price)
  return {
    server: baseUrl,
    model,
    answersAs,
    isLocal: isLocal(baseUrl),
    patience,
    context: contextOf(options, listed.contextTokens),
    isPriced: price(model, { inputTokens: 1, cachedInputTokens: 0, outputTokens: 1 }) !== null,
    forms,
  }
}

function judge(text: string): FormReport['outcome'] {
  const strict = parsed(text)
  if (holdsAnswer(strict) && citesLine(strict)) return 'fits'
  return holdsAnswer(parseLeniently(text)) ? 'dressed' : 'wrong'
}

const holdsAnswer = (value: unknown): boolean => {
  const json = JSON.stringify(value) ?? ''
  return json.includes(day) && new RegExp(`(?<!\\d)${line}(?!\\d)`).test(json)
}

const citesLine = (value: unknown): boolean => {
  const [item] = (value as { agreed?: { evidence?: { segment?: unknown }[] }[] }).agreed ?? []
  return item?.evidence?.[0]?.segment === line
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function contextOf(
  { contextTokens, model }: OpenaiOptions,
  listed: number | null,
): ModelReport['context'] {
  if (contextTokens) return { tokens: contextTokens, from: 'configured' }
  const known = findModelFacts(model)?.contextTokens
  if (known) return { tokens: known, from: 'known' }
  return listed
    ? { tokens: listed, from: 'listed' }
    : { tokens: smallContextTokens, from: 'assumed' }
}
