/** Remembers for a minute which sessions live, so that not every request asks the database. */
export interface SessionCache {
  read(
    tenantId: string,
    sessionId: string,
  ): Promise<{ state: 'live' | 'ended'; role: string; name: string } | null>
  remember(tenantId: string, sessionId: string, role: string, name: string): Promise<void>
  markEnded(tenantId: string, sessionId: string): Promise<void>
}

/** Counts attempts within a window; the window starts with the first. */
export interface AttemptCounter {
  count(key: string, windowSeconds: number): Promise<{ attempts: number; secondsLeft: number }>
  /** Takes one attempt back. */
  forgive(key: string): Promise<void>
  reset(key: string): Promise<void>
}
