import type { HealthCheck, PartHealth } from '../http/health.ts'
import { settledWithin } from '../jobs/dispatch/wait.ts'
import { codeOf } from '../platform/telemetry/span.ts'
import type { ProcessServices } from './services.ts'
import type { ProviderKind, ProviderStates } from './provider-states.ts'
import { describeSpeech, withoutSpeech } from './speech-state.ts'

/** Time without a call after which a provider is probed again; shorter after a fault. */
const probeAgainAfterMs = { up: 60_000, failed: 10_000 }
const probeTimeoutMs = 5_000
/** Only the first caller waits for a probe, and no longer than this. */
const firstProbeMs = 1_500

interface Provider {
  kind: ProviderKind
  /** The detail shown while it is up. */
  detail: string
  /** Checks at no cost whether it answers and accepts the key. */
  probe(signal: AbortSignal): Promise<void>
}

/** The vendor without the model, because the operator's model names are not public. */
export const vendorOf = (name: string): string => name.split(':')[0] ?? ''

/**
 * Health checks of the operator's configured providers. None of them is ever `down`, since everything else works
 * without it. Model names are shown only to the operator.
 */
export function providerChecks(
  services: Pick<ProcessServices, 'speech' | 'model' | 'mailer' | 'providerStates'>,
  { forOperator }: { forOperator: boolean },
): Record<string, HealthCheck> {
  const { speech, model, mailer, providerStates: states } = services
  const check = (provider: Provider): HealthCheck => createCheck(states, provider)
  return {
    speech: speech
      ? check({
          kind: 'speech',
          detail: forOperator ? describeSpeech(speech) : vendorOf(speech.name),
          probe: speech.check,
        })
      : async () => withoutSpeech,
    ...(model?.check
      ? {
          model: check({
            kind: 'model',
            detail: forOperator ? model.name : vendorOf(model.name),
            probe: model.check,
          }),
        }
      : {}),
    ...(mailer ? { mail: check({ kind: 'mail', detail: 'smtp', probe: mailer.check }) } : {}),
  }
}

/** Returns the state known from calls and earlier probes, and starts a new probe in the background if that is old. */
function createCheck(states: ProviderStates, { kind, detail, probe }: Provider): HealthCheck {
  let probing: Promise<void> | undefined
  const probeOnce = async (): Promise<void> => {
    const startedAt = performance.now()
    const signal = AbortSignal.timeout(probeTimeoutMs)
    const late = new Promise<never>((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason as Error)),
    )
    const fault = await Promise.race([probe(signal), late]).then(
      () => null,
      (error: unknown) => (signal.aborted ? 'no_answer' : codeOf(error)),
    )
    states.record(kind, { latencyMs: Math.round(performance.now() - startedAt), fault })
  }
  const share = (): Promise<void> =>
    (probing ??= probeOnce().finally(() => {
      probing = undefined
    }))
  return async (): Promise<PartHealth> => {
    let state = await states.read(kind)
    const isOld =
      state === null || Date.now() - state.atMs > probeAgainAfterMs[state.fault ? 'failed' : 'up']
    if (isOld) {
      const answered = share()
      if (state === null) {
        await settledWithin(firstProbeMs, answered)
        state = await states.read(kind)
      }
    }
    if (state === null)
      return { state: 'degraded', latencyMs: null, detail: 'has not answered yet' }
    const { latencyMs, fault } = state
    return fault === null
      ? { state: 'up', latencyMs, detail }
      : { state: 'degraded', latencyMs, detail: fault }
  }
}
