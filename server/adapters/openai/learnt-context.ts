/** Servers are set up anew: after this long the context that is configured or known is believed again. */
const believedMs = 3_600_000
const mostLearnt = 500

const learnt = new Map<string, { tokens: number; atMs: number }>()

/** Keeps for an hour how much a model on a server takes, as it turned out, by server and model. */
export function learntContext(baseUrl: string, model: string, nowMs: () => number) {
  const key = `${baseUrl} ${model}`
  return {
    tokens(): number | null {
      const known = learnt.get(key)
      if (known && nowMs() - known.atMs < believedMs) return known.tokens
      learnt.delete(key)
      return null
    },
    keep(tokens: number): void {
      learnt.delete(key)
      const oldest = learnt.keys().next().value
      if (learnt.size >= mostLearnt && oldest !== undefined) learnt.delete(oldest)
      learnt.set(key, { tokens, atMs: nowMs() })
    },
  }
}
