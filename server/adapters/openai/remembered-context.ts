/** Servers are reconfigured: after this long the configured or known context applies again. */
const believedMs = 3_600_000
const maxRemembered = 500

const remembered = new Map<string, { tokens: number; atMs: number }>()

/** Remembers for an hour, by server and model, the context that a server turned out to have. */
export function rememberContext(baseUrl: string, model: string, nowMs: () => number) {
  const key = `${baseUrl} ${model}`
  return {
    tokens(): number | null {
      const known = remembered.get(key)
      if (known && nowMs() - known.atMs < believedMs) return known.tokens
      remembered.delete(key)
      return null
    },
    keep(tokens: number): void {
      remembered.delete(key)
      const oldest = remembered.keys().next().value
      if (remembered.size >= maxRemembered && oldest !== undefined) remembered.delete(oldest)
      remembered.set(key, { tokens, atMs: nowMs() })
    },
  }
}
