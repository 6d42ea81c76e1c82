import type { Outbound, OutboundReason } from '../../platform/outbound/index.ts'
import { findRefusal, OutboundRefused } from '../../platform/outbound/index.ts'
import type { OwnSettings, ProbeResult, ProviderProbe } from '../../modules/providers/index.ts'
import { probeModel } from '../openai/probe-model.ts'
import { deepgramAddress } from '../deepgram/index.ts'
import { openaiBaseUrl } from '../openai/index.ts'
import { authorizationOf } from './authorization.ts'
import { probeSpeech } from './probe-speech.ts'

/** Somebody is waiting for the answer. */
const testLimits = { mostBytes: 1_000_000, withinMs: 30_000 }

/** Tests the providers that organisations configure, through the outbound proxy. */
export const createProbe = (outbound: Outbound): ProviderProbe => ({
  async test(settings, signal) {
    const { url, tried } = requestOf(settings)
    const fetchFrom = outbound.fetchWithin(testLimits, authorizationOf(settings))
    const startedAt = performance.now()
    const latencyMs = () => Math.round(performance.now() - startedAt)
    try {
      const answered =
        settings.kind === 'speech'
          ? await probeSpeech(fetchFrom, url, settings, signal)
          : await probeModel(fetchFrom, url, settings, signal)
      return { ...answered, tried, latencyMs: latencyMs() }
    } catch (error) {
      const refused = findRefusal(error)
      const nothing = { tried, status: null, serverMessage: null, model: null }
      if (refused && !isOfServer[refused.reason]) {
        const refusal = { en: refused.inEnglish, ru: refused.inRussian }
        return { ...nothing, outcome: 'address_refused', latencyMs: null, refusal }
      }
      const outcome = (refused && isOfServer[refused.reason]) ?? 'unreachable'
      return { ...nothing, outcome, latencyMs: latencyMs() }
    }
  },
  async refusalOf(address) {
    try {
      await outbound.check(address)
      return null
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error
      return { en: error.inEnglish, ru: error.inRussian, reason: `outbound_${error.reason}` }
    }
  },
})

/** Refusals that are about the server, not about its address. */
const isOfServer: Partial<Record<OutboundReason, ProbeResult['outcome']>> = {
  unresolved: 'unreachable',
  too_slow: 'timeout',
  too_large: 'unreadable',
}

function requestOf({ kind, baseUrl }: OwnSettings): { url: string; tried: string } {
  const url =
    kind === 'speech'
      ? `${deepgramAddress(baseUrl)}/v1/projects`
      : `${baseUrl ?? openaiBaseUrl}/chat/completions`
  return { url, tried: `${kind === 'speech' ? 'GET' : 'POST'} ${url}` }
}
