import postgres from 'postgres'
import { startDeadline } from '../server/platform/deadline.ts'
import { type PeerLog, watchPeer } from '../server/platform/peer-watch.ts'
import { openTurns, type Turns } from './turns.ts'
import { dropSilent, openProbe, vanishedClient } from './silence.ts'

export interface DatabaseOptions {
  url: string
  /** Connections in the pool. */
  max?: number
  /** Off behind PgBouncer in transaction mode. */
  prepare?: boolean
  applicationName?: string
  /** Told when the server falls silent and when it answers again. */
  log?: PeerLog
}

export interface Database {
  /** The pool. Outside `db/` and `tenants/` use `withTenant` or `readTenant`. */
  sql: postgres.Sql
  /** Whose turn it is; `withTenant` and `readTenant` ask it. */
  turns: Turns
  /** Called after each commit that left rows in the outbox. Set by the composition root. */
  onOutbox?: () => void
  close(): Promise<void>
}

const statementMs = 15_000
/** Longer than the server's own limit: by then it would have answered with an error. */
const longestQuietMs = statementMs + 2_000

/**
 * Opens a pool of connections as the role `aam_app`. Statements are bounded by 15 s, idle transactions by 10 s, the wait
 * for a free connection by 4 s. A server that keeps its connections and answers nothing is found out within 4 s: what
 * waits for it is rejected, and what comes while it is silent at once (see `db/outage.ts`). Tenants share the connections
 * (see `db/turns.ts`). Connects on first use, and again by itself after the server was away.
 */
export function openDatabase({
  url,
  max = 10,
  prepare = true,
  applicationName = 'aam',
  log,
}: DatabaseOptions): Database {
  const probe = openProbe(url)
  const watch = watchPeer('database', probe.ask, { log, everyMs: 2_000 })
  const sql = postgres(url, {
    max,
    prepare,
    ...dropSilent(watch, probe, longestQuietMs),
    acquire_timeout: 4,
    deadline: startDeadline,
    connect_timeout: 2,
    keep_alive: 10,
    idle_timeout: 60,
    max_lifetime: 30 * 60,
    backoff: (tries: number) => Math.min(0.05 * 2 ** tries, 0.25),
    onnotice: () => undefined,
    types: {
      // Calendar dates stay text: a Date would move them by the time zone.
      date: { to: 1082, from: [1082], serialize: String, parse: String },
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
    },
    connection: {
      application_name: applicationName,
      statement_timeout: statementMs,
      plan_cache_mode: 'force_generic_plan',
      idle_in_transaction_session_timeout: 10_000,
      ...vanishedClient,
    },
  } as postgres.Options<Record<string, postgres.PostgresType>>)
  // Drizzle hands over JSON as text already; `sql.json` hands over values.
  for (const type of [114, 3802]) {
    sql.options.serializers[type] = (value: unknown) =>
      typeof value === 'string' ? value : JSON.stringify(value)
  }
  return {
    sql,
    turns: openTurns(max),
    close: async () => {
      watch.stop()
      probe.close()
      await sql.end({ timeout: watch.refusal() ? 0 : 5 })
    },
  }
}
