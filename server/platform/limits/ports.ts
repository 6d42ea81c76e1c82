/** One holder's part of a count. */
export interface Share {
  holderId: string
  limit: number
}

/** Counts requests of the last minute for all processes. */
export interface RequestCounter {
  /** Counts one for every holder, or for none when one has reached its limit (`refused` is its place in the list). */
  count(
    tenantId: string,
    shares: Share[],
  ): Promise<
    | { refused: number; used: number; secondsLeft: number }
    | { refused: null; counts: { used: number; secondsLeft: number }[] }
  >
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
