import type { Database } from './client.ts'

/** Unfinished work of all organisations, by state and stage. */
export interface BacklogLine {
  /** Status of meetings, or `outbox` for committed outbox rows that are not relayed yet. */
  state: 'queued' | 'transcribing' | 'analysing' | 'waiting' | 'outbox'
  /** The next stage; `relay` for outbox rows, `none` when nothing follows. */
  stage: string
  count: number
  oldestSeconds: number
}

/**
 * Counts unfinished work over all tenants without identifying them (definer function `read_backlog`, role `aam_relay`).
 */
export async function readBacklog(db: Database): Promise<BacklogLine[]> {
  return db.sql<BacklogLine[]>`
    select state, stage, count, oldest_seconds as "oldestSeconds" from read_backlog()`
}
