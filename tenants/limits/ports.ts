/** A holder and its limit. */
export interface Share {
  holderId: string
  limit: number
}

/** Whose requests are counted, and the limit per minute. */
export interface RequestHolder {
  /** Null for a holder without a tenant, such as an address. */
  tenantId: string | null
  key: string
  limit: number
}

/** Leases blocks of a holder's requests per minute to all processes. */
export interface RequestLeases {
  /**
   * Leases up to `block` of the remaining requests. `used` is the total leased by all processes, including this block.
   */
  lease(
    holder: RequestHolder,
    block: number,
  ): Promise<{ granted: number; used: number; leftMs: number }>
}

export interface Lease {
  /** Call at least every 15 s. */
  renew(): Promise<void>
  release(): Promise<void>
}

/** Counts leases of all processes. */
export interface LeaseCounter {
  /** Returns a lease, which expires when its process dies, or the index of the holder whose limit is reached. */
  open(
    tenantId: string,
    shares: Share[],
  ): Promise<{ refused: number; used: number } | ({ refused: null } & Lease)>
}
