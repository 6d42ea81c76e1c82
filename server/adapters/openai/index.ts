import { type LanguageModel, ModelFault, type ModelRequest } from '../../../plugins/engine/index.ts'
import { isFormRefusal, knownForm, namesForm, nextForm } from './answer-form.ts'
import { createListedFactsCache } from './listed-facts-cache.ts'
import { inChatSpan } from './chat-span.ts'
import { openClient } from './client.ts'
import { splitFailure, completeOnce } from './complete-once.ts'
import { contextErrorOf } from './context-limit.ts'
import { isWordedAsKey, ServerRefusal, sizeOf, toModelFault } from './faults.ts'
import { rememberContext } from './remembered-context.ts'
import { findModelFacts, priceWith } from './model-facts.ts'
import { type OpenaiOptions, smallContextTokens } from './options.ts'
import { patienceWith } from './patience.ts'
import { checkServer, watchServer } from './watch-server.ts'

export { isPriced } from './model-facts.ts'
export { probeForms, type FormReport, type ModelReport } from './probe-forms.ts'

export const openaiBaseUrl = 'https://api.openai.com/v1'
export const openaiDefaultModel = 'gpt-5-mini'

/** Used when the server's tokenizer may not be o200k. */
const unknownTokenFactor = 1.2

/**
 * A language model behind an OpenAI-compatible server: chat completions, streamed, with a strict schema. A refused
 * request is sent again in looser forms; the form that worked is remembered for an hour. The SDK's own retries are off:
 * a ModelFault says whether and when to retry.
 */
export function openaiModel(options: OpenaiOptions): LanguageModel {
  const { apiKey, baseUrl, model } = options
  const { idleTimeoutMs: ms } = options
  const patience = patienceWith(baseUrl, {
    ...(ms === undefined ? {} : { firstTokenMs: ms, idleMs: ms }),
    ...options.patience,
  })
  // Our time limits are stricter than the SDK's.
  const client = openClient(baseUrl, apiKey, patience.callMs * 2, options.fetch)
  const nowMs = options.nowMs ?? Date.now
  const context = rememberContext(baseUrl, model, nowMs)
  const facts = findModelFacts(model)
  const watch = watchServer(options)
  const listed = createListedFactsCache(options, nowMs)
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
      const nameError = (thrown: unknown): string =>
        toModelFault(splitFailure(thrown).error, asked).code
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
          const { error, left } = splitFailure(thrown)
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
          const told = mostSpecific(refusals, error, fault)
          const final = told === error ? fault : toModelFault(told, asked)
          if (final.serverMessage !== null) options.onFault?.(final)
          throw left ? final.with(left) : final
        }
      }
    },
  }
}

/** Whether a refusal may be about how the answer was requested: it came before any answer and names nothing else. */
const mayBeForm = ({ told, isMidway }: ServerRefusal, { code }: ModelFault): boolean =>
  !isMidway &&
  isFormRefusal(told) &&
  (code === 'model_request_refused' ||
    (namesForm(told) && (code === 'model_unknown' || code === 'model_unavailable')))

/**
 * Until this server has accepted a form, numbers that look like a length limit may count something else, and words that
 * look like an API key's may mean a key of the schema.
 */
const isGuess = (error: ServerRefusal, request: ModelRequest): boolean =>
  !error.isMidway &&
  isFormRefusal(error.told) &&
  (isWordedAsKey(error.told) || contextErrorOf(error.told, sizeOf(request)) === 'guessed')

/** Of several refusals of one request, returns the first that is about more than the form. */
function mostSpecific(refusals: ServerRefusal[], last: unknown, fault: ModelFault): unknown {
  if (fault.code !== 'model_request_refused' || !(last instanceof ServerRefusal)) return last
  const all = [...refusals, last]
  return all.find(({ told }) => !namesForm(told)) ?? all[0]
}
