import { type LanguageModel, ModelFault, type ModelRequest } from '../../../plugins/engine/index.ts'
import type { PeerLog } from '../../platform/peer-watch.ts'
import type { ProviderWatchTimes } from '../../platform/provider-watch.ts'
import type { ModelPrices } from '../../platform/settings/price-config.ts'
import { type AnswerFormat, isFormRefusal, knownForm, namesForm, nextForm } from './answer-form.ts'
import { listedFacts } from './ask-listed.ts'
import { inChatSpan } from './chat-span.ts'
import { openClient } from './client.ts'
import { apart, completeOnce } from './complete-once.ts'
import { contextErrorOf } from './context-limit.ts'
import { isWordedAsKey, ServerRefusal, sizeOf, toModelFault } from './faults.ts'
import { learntContext } from './learnt-context.ts'
import { findModelFacts, priceWith } from './model-facts.ts'
import { type Patience, patienceWith } from './patience.ts'
import { checkServer, watchServer } from './watch-server.ts'

export interface OpenaiOptions {
  apiKey: string | null
  /** Any server that speaks chat completions, up to and with `/v1`. */
  baseUrl: string
  model: string
  /** Context of a model that is not in the table. */
  contextTokens?: number | null
  /** How long the server may be silent, before and between the parts of its answer, in milliseconds. */
  idleTimeoutMs?: number
  patience?: Patience
  /** Told when the server refused a format of answer, and in which one it answered instead. */
  onForm?: (format: AnswerFormat) => void
  /** Told how many tokens the server turned out to take at once, where that is less than was known. */
  onContext?: (tokens: number) => void
  /** Told of each fault that the server itself gave words to. */
  onFault?: (fault: ModelFault) => void
  nowMs?: () => number
  /** The way to a server that the operator did not name. */
  fetch?: typeof fetch
  /** Prices that win over those that AAM knows. */
  prices?: ModelPrices
  log?: PeerLog
  watchTimes?: Partial<ProviderWatchTimes>
}

export { isPriced } from './model-facts.ts'
export { askInEachForm, type FormReport, type ModelReport } from './ask-in-each-form.ts'

export const openaiBaseUrl = 'https://api.openai.com/v1'
export const openaiDefaultModel = 'gpt-5-mini'

/** What can be counted on where nothing is known. */
export const smallContextTokens = 32_000
/** The server's tokenizer is not known to be o200k. */
const unknownTokenFactor = 1.2

/**
 * A language model behind an OpenAI-compatible server: chat completions, streamed, with a strict
 * schema. A request that the server refuses goes out again in looser forms; what it answered is kept
 * for an hour. The SDK's own retries are off: a ModelFault says whether and when to come again.
 */
export function openaiModel(options: OpenaiOptions): LanguageModel {
  const { apiKey, baseUrl, model } = options
  const { idleTimeoutMs: ms } = options
  const patience = patienceWith(baseUrl, {
    ...(ms === undefined ? {} : { firstTokenMs: ms, idleMs: ms }),
    ...options.patience,
  })
  // Ours are stricter than the SDK's.
  const client = openClient(baseUrl, apiKey, patience.callMs * 2, options.fetch)
  const nowMs = options.nowMs ?? Date.now
  const context = learntContext(baseUrl, model, nowMs)
  const facts = findModelFacts(model)
  const watch = watchServer(options)
  const listed = listedFacts(options, nowMs)
  const costMicroUsd = priceWith(options.prices ?? {}, model, () => listed.now().price)
  const server = options.fetch ? null : new URL(baseUrl)
  return {
    name: `openai:${model}`,
    model,
    get contextTokens() {
      const told =
        options.contextTokens ??
        facts?.contextTokens ??
        listed.now().contextTokens ??
        smallContextTokens
      return Math.min(told, context.tokens() ?? told)
    },
    onContext: (tokens) => {
      context.keep(tokens)
      options.onContext?.(tokens)
    },
    async prepare(signal) {
      if (!facts) await listed.ask(signal)
    },
    tokenFactor: facts ? 1 : unknownTokenFactor,
    concurrency: patience.concurrency,
    costMicroUsd,
    silence: watch,
    close: watch.stop,
    check: (signal) => checkServer(options, signal),
    async complete(request, complete) {
      const known = knownForm(baseUrl, model, request.schema, nowMs())
      const asked = { request, apiKey }
      const nameError = (thrown: unknown): string => toModelFault(apart(thrown).error, asked).code
      const place = { model, server, costMicroUsd, nameError }
      const refusals: ServerRefusal[] = []
      let { form } = known
      for (;;) {
        try {
          const answer = await watch.during(complete.signal, (signal, heard) =>
            inChatSpan(place, () =>
              completeOnce({ client, model, patience, form, heard }, request, {
                ...complete,
                signal,
              }),
            ),
          )
          if (known.keep(form)) options.onForm?.(form.format)
          return answer
        } catch (thrown) {
          complete.signal.throwIfAborted()
          const { error, left } = apart(thrown)
          const fault = toModelFault(error, asked)
          const next =
            error instanceof ServerRefusal &&
            (mayBeForm(error, fault) || (!known.isProven && isGuess(error, request)))
              ? nextForm(form, error.told, known.isProven)
              : null
          if (next && error instanceof ServerRefusal) {
            refusals.push(error)
            form = next
            continue
          }
          const told = telling(refusals, error, fault)
          const final = told === error ? fault : toModelFault(told, asked)
          if (final.serverMessage !== null) options.onFault?.(final)
          throw left ? final.with(left) : final
        }
      }
    },
  }
}

/** Whether a refusal may be about how the answer was asked for: it came before any answer, and names nothing else. */
const mayBeForm = ({ told, isMidway }: ServerRefusal, { code }: ModelFault): boolean =>
  !isMidway &&
  isFormRefusal(told) &&
  (code === 'model_request_refused' ||
    (namesForm(told) && (code === 'model_unknown' || code === 'model_unavailable')))

/**
 * As long as this server has taken no form, numbers that look like a limit of length may count something else, and words
 * that look like a key's may be of the schema.
 */
const isGuess = (error: ServerRefusal, request: ModelRequest): boolean =>
  !error.isMidway &&
  isFormRefusal(error.told) &&
  (isWordedAsKey(error.told) || contextErrorOf(error.told, sizeOf(request)) === 'guessed')

/** Of several refusals of one request, the first that speaks of more than the form. */
function telling(refusals: ServerRefusal[], last: unknown, fault: ModelFault): unknown {
  if (fault.code !== 'model_request_refused' || !(last instanceof ServerRefusal)) return last
  const all = [...refusals, last]
  return all.find(({ told }) => !namesForm(told)) ?? all[0]
}
