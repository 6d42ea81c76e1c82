import postgres from 'postgres'
import type { PeerWatch } from '../server/platform/peer-watch.ts'

/** A connection that waits for a response; provided by our patch of postgres.js. */
interface QuietConnection {
  /** The server process; behind PgBouncer an id made up by PgBouncer. */
  pid: number | null
  /** Time since the last byte; 0 once no response is pending. */
  quietMs(): number
  /** Rejects the pending queries (`CONNECTION_SILENT`) and closes the connection. */
  drop(): void
}

const probeAfterSeconds = 0.75

/**
 * Pool options that drop a connection when the server is silent, but not while it runs a long statement. After 0.75 s
 * without a byte the server is probed over another connection, also for whether its process is idle: the network may
 * have silently lost this connection while the server answers others. `longestQuietMs` limits the cases that it cannot
 * tell.
 */
export function dropSilent(watch: PeerWatch, probe: ServerProbe, longestQuietMs: number): object {
  const isDead = async ({ pid, quietMs }: QuietConnection): Promise<boolean> => {
    if (!(await watch.isAnswering()) || quietMs() > longestQuietMs) return true
    return pid !== null && (await probe.isIdle(pid).catch(() => false))
  }
  return {
    silence_timeout: probeAfterSeconds,
    refuse: () => watch.refusal(),
    onsilent: async (connection: QuietConnection): Promise<void> => {
      const shouldDrop = await isDead(connection)
      if (shouldDrop && connection.quietMs() > probeAfterSeconds * 1_000) connection.drop()
    },
  }
}

/** Probes a server over a dedicated connection, which is kept open because connecting can take long. */
export interface ServerProbe {
  /**
   * Rejects when the server is unavailable; an error from the server counts as an answer. May be called concurrently.
   */
  ping(signal: AbortSignal): Promise<void>
  /**
   * Whether the server process `pid` has waited for its client for half a second: the query or its response was lost.
   * False for a process that the server does not know, as behind PgBouncer.
   */
  isIdle(pid: number): Promise<boolean>
  close(): void
}

export function openProbe(url: string): ServerProbe {
  let kept: postgres.Sql | undefined
  let isClosed = false
  const connect = (): postgres.Sql =>
    postgres(url, {
      max: 1,
      fetch_types: false,
      connect_timeout: 10,
      backoff: () => 0.05,
      onnotice: () => undefined,
      connection: { application_name: 'aam-probe' },
    })
  return {
    async ping(signal) {
      const sql = kept ?? connect()
      // While this probe is pending, the next one needs its own connection.
      kept = undefined
      const end = (): void => void sql.end({ timeout: 0 })
      signal.addEventListener('abort', end, { once: true })
      try {
        await sql`select 1`
      } catch (error) {
        if (!(error instanceof postgres.PostgresError)) {
          end()
          throw error
        }
      } finally {
        signal.removeEventListener('abort', end)
      }
      if (isClosed || kept) end()
      else kept = sql
    },
    async isIdle(pid) {
      if (!kept) return false
      const [row] = await kept<{ idle: boolean }[]>`
        select (state <> 'active' and state_change < now() - interval '0.5 s')
          or (wait_event_type = 'Client' and query_start < now() - interval '0.5 s') as idle
        from pg_stat_activity where pid = ${pid}`
      return row?.idle === true
    },
    close() {
      isClosed = true
      void kept?.end({ timeout: 0 })
      kept = undefined
    },
  }
}

/**
 * Server settings that release the locks of a client that silently disappeared, within about 15 s
 * (https://www.postgresql.org/docs/current/runtime-config-connection.html; Windows and macOS ignore some of them).
 */
export const deadClientSettings = {
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 3,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 10_000,
  client_connection_check_interval: 2_000,
}
