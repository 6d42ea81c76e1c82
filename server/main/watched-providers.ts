import { SpanKind } from '@opentelemetry/api'
import type { LanguageModel } from '../../plugins/engine/index.ts'
import type { Mailer } from '../modules/mail/index.ts'
import type { SpeechProvider } from '../modules/transcription/index.ts'
import { countProviderCall } from '../platform/metrics/instruments.ts'
import { codeOf, inSpan } from '../platform/telemetry/span.ts'
import type { ProviderKind, ProviderStates } from './provider-states.ts'

/** Error codes that say something about the provider rather than about the request. */
const ofProvider = new Set([
  'bad_credentials',
  'not_allowed',
  'no_credit',
  'address_refused',
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'provider_garbage',
  'model_bad_credentials',
  'model_no_access',
  'model_unknown',
  'model_no_quota',
  'model_address_refused',
  'model_rate_limited',
  'model_unavailable',
  'model_timeout',
  'model_garbage',
  'mail_unavailable',
  'mail_credentials',
])

type Watch = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>

/** Records the outcome of each call. */
const watchCalls =
  (states: ProviderStates, kind: ProviderKind): Watch =>
  async (signal, work) => {
    const startedAt = performance.now()
    const record = (fault: string | null): void =>
      states.record(kind, { latencyMs: Math.round(performance.now() - startedAt), fault })
    try {
      const result = await work()
      record(null)
      return result
    } catch (error) {
      const code = codeOf(error)
      if (!signal.aborted) record(ofProvider.has(code) ? code : null)
      throw error
    }
  }

export function watchedSpeech(speech: SpeechProvider, states: ProviderStates): SpeechProvider {
  const watch = watchCalls(states, 'speech')
  return {
    ...speech,
    transcribe: (request, signal) => watch(signal, () => speech.transcribe(request, signal)),
  }
}

export function watchedModel(model: LanguageModel, states: ProviderStates): LanguageModel {
  const watch = watchCalls(states, 'model')
  return {
    ...model,
    // Learnt during calls.
    get contextTokens() {
      return model.contextTokens
    },
    complete: (request, options) => watch(options.signal, () => model.complete(request, options)),
  }
}

/** Also adds a span and counts the message, since nothing else does. */
export function watchedMailer(mailer: Mailer, states: ProviderStates): Mailer {
  const watch = watchCalls(states, 'mail')
  return {
    ...mailer,
    async send(message, signal) {
      const startedAt = performance.now()
      const count = (outcome: string): void =>
        countProviderCall((performance.now() - startedAt) / 1_000, { kind: 'mail', outcome })
      const send = () => watch(signal, () => mailer.send(message, signal))
      try {
        const sent = await inSpan('send mail', {}, send, { kind: SpanKind.CLIENT })
        count('ok')
        return sent
      } catch (error) {
        count(codeOf(error))
        throw error
      }
    },
  }
}
