import postgres from 'postgres'
import type { PeerWatch } from '../server/platform/peer-watch.ts'

/** A connection on which an answer is due; of our patch of postgres.js. */
interface QuietConnection {
  /** How long nothing has come; 0 once nothing is due any more. */
  quietMs(): number
  /** Rejects what waits on it (`CONNECTION_SILENT`) and closes it. */
  drop(): void
}

const doubtAfterSeconds = 0.75

/**
 * Options of a pool whose connections are dropped when the server is silent, but not while it works on a long statement:
 * after 0.75 s without a byte it is asked over another connection. `longestQuietMs` bounds one connection that is dead
 * while the server answers others.
 */
export function dropSilent(watch: PeerWatch, longestQuietMs: number): object {
  return {
    silence_timeout: doubtAfterSeconds,
    refuse: () => watch.refusal(),
    onsilent: async (connection: QuietConnection): Promise<void> => {
      const isDead = !(await watch.isAnswering()) || connection.quietMs() > longestQuietMs
      if (isDead && connection.quietMs() > doubtAfterSeconds * 1_000) connection.drop()
    },
  }
}

/** Asks a server for a sign of life over one connection that is kept for this alone: making one can take long. */
export interface ServerProbe {
  /** Rejects when the server is away. A server that refuses us answers, too. */
  ask(signal: AbortSignal): Promise<void>
  close(): void
}

export function openProbe(url: string): ServerProbe {
  let sql: postgres.Sql | undefined
  const close = (): void => {
    void sql?.end({ timeout: 0 })
    sql = undefined
  }
  return {
    async ask(signal) {
      sql ??= postgres(url, {
        max: 1,
        fetch_types: false,
        connect_timeout: 5,
        backoff: () => 0.05,
        onnotice: () => undefined,
        connection: { application_name: 'aam-probe' },
      })
      signal.addEventListener('abort', close, { once: true })
      try {
        await sql`select 1`
      } catch (error) {
        if (!(error instanceof postgres.PostgresError)) throw error
      } finally {
        signal.removeEventListener('abort', close)
      }
    },
    close,
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
