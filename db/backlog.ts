import type { Database } from './client.ts'

/** Work of all organisations that is under way. */
export interface BacklogLine {
  /** Status of meetings, or `outbox` for committed effects that are not relayed yet. */
  state: 'queued' | 'transcribing' | 'analysing' | 'waiting' | 'outbox'
  /** What is done next with them; `relay` for effects, `none` where nothing is. */
  stage: string
  count: number
  oldestSeconds: number
}

/** What is under way over all tenants, without saying whose it is (definer function `read_backlog`, role `aam_relay`). */
export async function readBacklog(db: Database): Promise<BacklogLine[]> {
  return db.sql<BacklogLine[]>`
    select state, stage, count, oldest_seconds as "oldestSeconds" from read_backlog()`
}
