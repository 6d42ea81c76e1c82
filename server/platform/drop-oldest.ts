/**
 * Removes the oldest entries of a map or set before one is added. Unlike clearing it, this does not let one caller who
 * fills it up evict everybody at once.
 */
export function dropOldest(kept: Map<unknown, unknown> | Set<unknown>, atMost: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size < atMost) return
    kept.delete(oldest)
  }
}
