/**
 * Makes room in a map or set before something is added: the oldest go, and whoever fills it up does not make it forget
 * everybody at once.
 */
export function dropOldest(kept: Map<unknown, unknown> | Set<unknown>, atMost: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size < atMost) return
    kept.delete(oldest)
  }
}
