import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import postgres from 'postgres'
import { startStack } from '../../../server/embedded/stack.ts'
import { benchFrozen } from './frozen.ts'
import type { Say } from './bench-options.ts'
import { median } from './median.ts'

const rounds = 7
const busyConnections = 4
const warmUpMs = 1_000
const stopWithinMs = 3_000

/**
 * Kills the embedded Postgres and Redis with SIGKILL, with an installation's durability settings and writes in flight.
 * Measures the time from the kill until a new connection gets a response from the restarted process.
 */
async function benchKilled(say: Say): Promise<Record<string, unknown>> {
  const home = mkdtempSync(join(tmpdir(), 'aam-bench-recovery-'))
  const stack = await startStack({ home, external: {}, onProgress: () => undefined })
  const load = writeWithoutEnd(stack.adminDatabaseUrl, stack.redisUrl)
  try {
    const figures: Record<string, number[]> = { postgres: [], redis: [] }
    for (let round = 0; round < rounds; round++) {
      await Bun.sleep(warmUpMs)
      figures.postgres?.push(
        await timeReturn(
          () => process.kill(pidOfPostgres(home), 'SIGKILL'),
          () => startOfPostgres(stack.adminDatabaseUrl),
        ),
      )
      figures.redis?.push(
        await timeReturn(
          () => process.kill(pidOf(home, 'redis'), 'SIGKILL'),
          () => startOfRedis(stack.redisUrl),
        ),
      )
    }
    const results: Record<string, unknown> = {}
    for (const [name, times] of Object.entries(figures)) {
      const medianMs = median(times)
      results[name] = { medianMs, times }
      say(`${name}: back after ${medianMs} ms, median of ${times.join(', ')} (promise: 2,000)`)
    }
    const loadAverage = loadavg()[0] ?? 0
    say(`load average ${loadAverage.toFixed(2)}`)
    return { ...results, loadAverage }
  } finally {
    await load.stop()
    await stack.stop()
    rmSync(home, { recursive: true, force: true })
  }
}

/** Services to kill, and services to freeze. */
export const benchRecovery = async (say: Say): Promise<Record<string, unknown>> => ({
  killed: await benchKilled(say),
  frozen: await benchFrozen(say),
})

/** Milliseconds from the kill until `identify` returns another process than before. */
async function timeReturn(
  kill: () => void,
  identify: () => Promise<string | undefined>,
): Promise<number> {
  const before = await identify()
  const killedAt = performance.now()
  kill()
  for (;;) {
    const now = await identify().catch(() => undefined)
    if (now !== undefined && now !== before) return Math.round(performance.now() - killedAt)
    await Bun.sleep(5)
  }
}

async function startOfPostgres(url: string): Promise<string | undefined> {
  const sql = postgres(url, { max: 1, connect_timeout: 2, fetch_types: false, onnotice: () => {} })
  try {
    const [row] = await sql<{ startedAt: string }[]>`
      select pg_postmaster_start_time()::text as "startedAt"`
    return row?.startedAt
  } finally {
    await sql.end({ timeout: 1 })
  }
}

async function startOfRedis(url: string): Promise<string | undefined> {
  const redis = new Redis(url, {
    lazyConnect: true,
    retryStrategy: null,
    maxRetriesPerRequest: 0,
    // It would wait a whole second for a server that is loading its data.
    enableReadyCheck: false,
  })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    // Unlike INFO, this is rejected while the data is loading.
    await redis.llen('work')
    return /run_id:(\w+)/.exec(await redis.info('server'))?.[1]
  } finally {
    redis.disconnect()
  }
}

const pidOfPostgres = (home: string): number =>
  Number(readFileSync(join(home, 'postgres/data/postmaster.pid'), 'utf8').split('\n')[0])

function pidOf(home: string, name: string): number {
  const { pid } = JSON.parse(readFileSync(join(home, 'run', `${name}.json`), 'utf8')) as {
    pid: number
  }
  return pid
}

/** Writes to both as fast as possible, through every loss of a connection. */
function writeWithoutEnd(databaseUrl: string, redisUrl: string) {
  const sql = postgres(databaseUrl, {
    max: busyConnections,
    backoff: () => 0.05,
    onnotice: () => {},
  })
  const redis = new Redis(redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 50 })
  redis.on('error', () => undefined)
  const stopping = new AbortController()
  const keepOn = async (write: () => Promise<unknown>) => {
    while (!stopping.signal.aborted) await write().catch(() => Bun.sleep(10))
  }
  const writers = (async () => {
    await sql`create table if not exists work (id bigserial primary key, text text)`
    await Promise.all([
      ...Array.from({ length: busyConnections }, () =>
        keepOn(
          () => sql`insert into work (text) select repeat('x', 500) from generate_series(1, 20)`,
        ),
      ),
      keepOn(() => redis.lpush('work', 'x'.repeat(500))),
    ])
  })()
  return {
    async stop() {
      stopping.abort()
      // While both are connected: a write that waits for Redis would never end after a disconnect.
      await Promise.race([writers.catch(() => undefined), Bun.sleep(stopWithinMs)])
      redis.disconnect()
      await sql.end({ timeout: 1 })
    },
  }
}
