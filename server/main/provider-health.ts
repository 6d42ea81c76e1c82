import type { HealthCheck, PartHealth } from '../http/health.ts'
import { settledWithin } from '../jobs/dispatch/wait.ts'
import { codeOf } from '../platform/telemetry/span.ts'
import type { ProcessServices } from './services.ts'
import type { ProviderKind, ProviderSigns } from './provider-signs.ts'
import { wayOfSpeech, withoutSpeech } from './speech-state.ts'

/** Time without a call after which a provider is probed again; shorter after a fault. */
const askAgainAfterMs = { well: 60_000, unwell: 10_000 }
const askWithinMs = 5_000
/** Only the first caller waits for a probe, and no longer than this. */
const firstAnswerMs = 1_500

interface Provider {
  kind: ProviderKind
  /** The detail shown while it is up. */
  detail: string
  /** Checks at no cost whether it answers and accepts the key. */
  ask(signal: AbortSignal): Promise<void>
}

/** The vendor without the model, because the operator's model names are not public. */
export const vendorOf = (name: string): string => name.split(':')[0] ?? ''

/**
 * Health checks of the operator's configured providers. None of them is ever `down`, since everything else works
 * without it. Model names are shown only to the operator.
 */
export function providerChecks(
  services: Pick<ProcessServices, 'speech' | 'model' | 'mailer' | 'signs'>,
  { forOperator }: { forOperator: boolean },
): Record<string, HealthCheck> {
  const { speech, model, mailer, signs } = services
  const check = (provider: Provider): HealthCheck => createCheck(signs, provider)
  return {
    speech: speech
      ? check({
          kind: 'speech',
          detail: forOperator ? wayOfSpeech(speech) : vendorOf(speech.name),
          ask: speech.check,
        })
      : async () => withoutSpeech,
    ...(model?.check
      ? {
          model: check({
            kind: 'model',
            detail: forOperator ? model.name : vendorOf(model.name),
            ask: model.check,
          }),
        }
      : {}),
    ...(mailer ? { mail: check({ kind: 'mail', detail: 'smtp', ask: mailer.check }) } : {}),
  }
}

/** Returns the state known from calls and earlier probes, and starts a new probe in the background if that is old. */
function createCheck(signs: ProviderSigns, { kind, detail, ask }: Provider): HealthCheck {
  let asking: Promise<void> | undefined
  const askOnce = async (): Promise<void> => {
    const startedAt = performance.now()
    const signal = AbortSignal.timeout(askWithinMs)
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    )
    const fault = await Promise.race([ask(signal), late]).then(
      () => null,
      (error: unknown) => (signal.aborted ? 'no_answer' : codeOf(error)),
    )
    signs.note(kind, { latencyMs: Math.round(performance.now() - startedAt), fault })
  }
  const share = (): Promise<void> =>
    (asking ??= askOnce().finally(() => {
      asking = undefined
    }))
  return async (): Promise<PartHealth> => {
    let sign = await signs.read(kind)
    const isOld =
      sign === null || Date.now() - sign.atMs > askAgainAfterMs[sign.fault ? 'unwell' : 'well']
    if (isOld) {
      const answered = share()
      if (sign === null) {
        await settledWithin(firstAnswerMs, answered)
        sign = await signs.read(kind)
      }
    }
    if (sign === null) return { state: 'degraded', latencyMs: null, detail: 'has not answered yet' }
    const { latencyMs, fault } = sign
    return fault === null
      ? { state: 'up', latencyMs, detail }
      : { state: 'degraded', latencyMs, detail: fault }
  }
}
