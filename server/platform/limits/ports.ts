/** One holder's part of a count. */
export interface Share {
  holderId: string
  limit: number
}

/** Whose requests are counted against which limit in a minute. */
export interface RequestHolder {
  /** Null where it is no tenant's, as with an address. */
  tenantId: string | null
  key: string
  limit: number
}

/** Gives away parts of what a holder may use within a minute, to all processes. */
export interface RequestLeases {
  /** Takes up to `block` of what is left. `used` is what all processes have taken, this part included. */
  lease(
    holder: RequestHolder,
    block: number,
  ): Promise<{ granted: number; used: number; leftMs: number }>
}

export interface Lease {
  /** To be called at least every 15 s. */
  renew(): Promise<void>
  release(): Promise<void>
}

/** Counts what is held open by all processes. */
export interface LeaseCounter {
  /** A lease that runs out by itself when its process dies, or the place of the holder that has no more room. */
  open(
    tenantId: string,
    shares: Share[],
  ): Promise<{ refused: number; used: number } | ({ refused: null } & Lease)>
}
