/** Tells every process that an organisation changes, and hears it from the others. */
export interface TenantChanges {
  /**
   * Every process forgets the organisation, and remembers nothing of it for ten seconds. Called before the transaction
   * that changes it, so that none knows it as it was once that has committed, and after it for a long one. Never rejects:
   * while Redis is away no process hears, and one that does not hear remembers nothing.
   */
  announce(tenantId: string): Promise<void>
  /** Whether what was read of the organisation may be remembered in this process. */
  mayKeep(tenantId: string): boolean
  /** `forget` gets the organisation of each change; `null` where one may have been missed, which means all. */
  follow(forget: (tenantId: string | null) => void): void
}

/** Does a change of an organisation so that no process remembers it as it was. */
export async function announced<T>(
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
