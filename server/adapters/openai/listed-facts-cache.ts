import type { OpenaiOptions } from './options.ts'
import type { ListedFacts } from './listed-facts.ts'
import { fetchListedFacts } from './watch-server.ts'

const listedAskMs = 3_000
const listedBelievedMs = 3_600_000

/** Facts from the server's list of models, requested at most once an hour. */
export function createListedFactsCache(options: OpenaiOptions, nowMs: () => number) {
  let facts: ListedFacts = { contextTokens: null, price: null }
  let askedAtMs = -Infinity
  return {
    now: () => facts,
    async ask(signal: AbortSignal): Promise<void> {
      if (nowMs() - askedAtMs < listedBelievedMs) return
      askedAtMs = nowMs()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(listedAskMs)])
      facts = await fetchListedFacts(options, options.model, limit)
      signal.throwIfAborted()
    },
  }
}
