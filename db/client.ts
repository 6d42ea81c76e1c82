import postgres from 'postgres'
import { startDeadline } from '../server/platform/deadline.ts'
import { type PeerLog, watchPeer } from '../server/platform/peer-watch.ts'
import { openConnectionGates, type ConnectionGates } from './connection-gates.ts'
import { dropSilent, openProbe, deadClientSettings } from './connection-health.ts'

export interface DatabaseOptions {
  url: string
  /** Connections in the pool. */
  max?: number
  /** Off behind PgBouncer in transaction mode. */
  prepare?: boolean
  applicationName?: string
  /** Logs when the server falls silent and when it answers again. */
  log?: PeerLog
}

export interface Database {
  /** The pool. Outside `db/` and `tenants/` use `withTenant` or `readTenant`. */
  sql: postgres.Sql
  /** Share the pool fairly between tenants; used by `withTenant` and `readTenant`. */
  gates: ConnectionGates
  /** Called after each commit that added rows to the outbox. Set by the composition root. */
  onOutbox?: () => void
  close(): Promise<void>
}

const statementMs = 15_000
/** Longer than the server's statement timeout, after which it would have answered with an error. */
const longestQuietMs = statementMs + 2_000

/**
 * Opens a connection pool as the role `aam_app`. Limits: 15 s per statement, 10 s per idle transaction, 4 s of waiting
 * for a free connection. A server that keeps its connections but answers nothing is detected within 4 s: pending
 * queries are rejected then, and new ones at once while it is silent (see `db/outage.ts`). Tenants share the
 * connections fairly (see `db/connection-gates.ts`). Connects on first use and reconnects automatically.
 */
export function openDatabase({
  url,
  max = 10,
  prepare = true,
  applicationName = 'aam',
  log,
}: DatabaseOptions): Database {
  const probe = openProbe(url)
  const watch = watchPeer('database', probe.ping, { log, everyMs: 2_000 })
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
      // Calendar dates stay text: a Date would shift them by the time zone.
      date: { to: 1082, from: [1082], serialize: String, parse: String },
      bigint: { to: 20, from: [20], serialize: String, parse: Number },
    },
    connection: {
      application_name: applicationName,
      statement_timeout: statementMs,
      plan_cache_mode: 'force_generic_plan',
      idle_in_transaction_session_timeout: 10_000,
      ...deadClientSettings,
    },
  } as postgres.Options<Record<string, postgres.PostgresType>>)
  // Drizzle passes JSON as text, `sql.json` passes values.
  for (const type of [114, 3802]) {
    sql.options.serializers[type] = (value: unknown) =>
      typeof value === 'string' ? value : JSON.stringify(value)
  }
  return {
    sql,
    gates: openConnectionGates(max),
    close: async () => {
      watch.stop()
      probe.close()
      await sql.end({ timeout: watch.refusal() ? 0 : 5 })
    },
  }
}
