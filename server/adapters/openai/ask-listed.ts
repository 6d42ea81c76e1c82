import type { OpenaiOptions } from './options.ts'
import type { ListedFacts } from './listed-facts.ts'
import { askListed } from './watch-server.ts'

const listedAskMs = 3_000
const listedBelievedMs = 3_600_000

/** What the server lists of its model, asked for at most once in an hour. */
export function listedFacts(options: OpenaiOptions, nowMs: () => number) {
  let facts: ListedFacts = { contextTokens: null, price: null }
  let askedAtMs = -Infinity
  return {
    now: () => facts,
    async ask(signal: AbortSignal): Promise<void> {
      if (nowMs() - askedAtMs < listedBelievedMs) return
      askedAtMs = nowMs()
      const limit = AbortSignal.any([signal, AbortSignal.timeout(listedAskMs)])
      facts = await askListed(options, options.model, limit)
      signal.throwIfAborted()
    },
  }
}
