import postgres from 'postgres'
import type { PeerWatch } from '../server/platform/peer-watch.ts'

/** A connection on which an answer is due; of our patch of postgres.js. */
interface QuietConnection {
  /** The server's process behind it; PgBouncer names one of its own invention. */
  pid: number | null
  /** How long nothing has come; 0 once nothing is due any more. */
  quietMs(): number
  /** Rejects what waits on it (`CONNECTION_SILENT`) and closes it. */
  drop(): void
}

const doubtAfterSeconds = 0.75

/**
 * Options of a pool whose connections are dropped when the server is silent, but not while it works on a long statement:
 * after 0.75 s without a byte it is asked over another connection, also whether it works for this one: the network may
 * have lost a connection without a word while the server answers others. `longestQuietMs` bounds what it cannot tell.
 */
export function dropSilent(watch: PeerWatch, probe: ServerProbe, longestQuietMs: number): object {
  const isDead = async ({ pid, quietMs }: QuietConnection): Promise<boolean> => {
    if (!(await watch.isAnswering()) || quietMs() > longestQuietMs) return true
    return pid !== null && (await probe.isIdle(pid).catch(() => false))
  }
  return {
    silence_timeout: doubtAfterSeconds,
    refuse: () => watch.refusal(),
    onsilent: async (connection: QuietConnection): Promise<void> => {
      const shouldDrop = await isDead(connection)
      if (shouldDrop && connection.quietMs() > doubtAfterSeconds * 1_000) connection.drop()
    },
  }
}

/** Asks a server for a sign of life over a connection that is kept for this alone: making one can take long. */
export interface ServerProbe {
  /** Rejects when the server is away. A server that refuses us answers, too. Several may wait for their answers. */
  ask(signal: AbortSignal): Promise<void>
  /**
   * Whether the server's process `pid` waits for its client, and has for half a second: what was sent to it, or what it
   * answered, is lost. False for a process that the server does not know, as behind PgBouncer.
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
    async ask(signal) {
      const sql = kept ?? connect()
      // While this question has no answer, the next one needs a connection of its own.
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
 * Settings of the server that free what a client held which vanished without a word: its locks within about 15 s
 * (https://www.postgresql.org/docs/current/runtime-config-connection.html; Windows and macOS ignore some of them).
 */
export const vanishedClient = {
  tcp_keepalives_idle: 5,
  tcp_keepalives_interval: 3,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 10_000,
  client_connection_check_interval: 2_000,
}
