/** Announces changes of organisations to all processes and receives their announcements. */
export interface TenantChanges {
  /**
   * Makes every process drop its cached organisation and cache nothing of it for ten seconds. Call it before the
   * transaction, so that no process has stale data once it has committed, and again after it in case it takes long.
   * Never rejects: a process that receives no announcements, as during an outage of Redis, caches nothing.
   */
  announce(tenantId: string): Promise<void>
  /** Whether this process may cache what it has read about the organisation. */
  mayKeep(tenantId: string): boolean
  /** Calls `forget` with the organisation of each change; with `null`, meaning all, when one may have been missed. */
  follow(forget: (tenantId: string | null) => void): void
}

/** Changes an organisation so that no process keeps stale data about it. */
export async function announceChange<T>(
  changes: Pick<TenantChanges, 'announce'>,
  tenantId: string,
  change: () => Promise<T>,
): Promise<T> {
  await changes.announce(tenantId)
  try {
    return await change()
  } finally {
    await changes.announce(tenantId)
  }
}
