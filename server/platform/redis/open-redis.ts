import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis'
import type { Log } from '../log.ts'
import { within } from '../deadline.ts'
import { parseRedisUrl, type RedisAddress } from './address.ts'
import { countOwnTime, refuseWhileSilent } from './silence.ts'
import type { RedisClient } from './client.ts'

export interface RedisConnections {
  /** Commands that answer at once; one connection shared by everything in the process. */
  readonly commands: RedisClient
  /** Opens one more connection, for what subscribes, or blocks for up to two seconds. It is closed with the others. */
  open(purpose: string, use?: 'listens' | 'blocks'): RedisClient
  /** Milliseconds until Redis answered; throws when it does not within `deadlineMs`. */
  ping(deadlineMs?: number): Promise<number>
  /** Says goodbye, and hangs up on whatever has not answered after a second. Never throws. */
  close(): Promise<void>
}

export interface RedisOptionsOfAam {
  /** See `parseRedisUrl`. */
  url: string
  /** Shown by `CLIENT LIST`. */
  name: string
  log: Pick<Log, 'info' | 'warn'>
  /**
   * `wait` (workers): commands wait until Redis is back. `fail` (requests): they throw after two attempts or 2 s, and
   * at once while Redis is known to be silent.
   */
  whenAway?: 'wait' | 'fail'
}

const closeWithinMs = 1_000
const longestBlockMs = 10_000

/** How long nothing may come while an answer is due, before a connection counts as dead and is made anew. */
const silentAfterMs = { request: 2_000, worker: 3_000, blocking: 5_000 }
/** A connection that only listens never has an answer due: it is asked for one, as idle ones are. */
const askEveryMs = 2_000

/** The prefix of everything that belongs to a tenant: one hash slot for each tenant. */
export const tenantPrefix = (tenantId: string): string => `aam:{${tenantId}}`

/**
 * Opens connections to a single Redis, through Sentinel, or to a Cluster. They connect again by themselves for ever, also
 * when Redis keeps them open and answers nothing; going away and coming back are logged once each, never thrown.
 */
export function openRedis({
  url,
  name,
  log,
  whenAway = 'wait',
}: RedisOptionsOfAam): RedisConnections {
  const address = parseRedisUrl(url)
  const opened: RedisClient[] = []
  const open = (purpose: string, silence: keyof typeof silentAfterMs): RedisClient => {
    const socketTimeout = silentAfterMs[silence]
    const isRequest = silence === 'request'
    const client = connect(address, {
      connectionName: `${name}-${purpose}`,
      maxRetriesPerRequest: isRequest ? 1 : null,
      blockingTimeout: longestBlockMs,
      connectTimeout: 2_000,
      socketTimeout,
      keepAlive: 5_000,
      reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
    })
    reportConnection(client, purpose, log)
    countOwnTime(client, socketTimeout)
    if (isRequest) refuseWhileSilent(client, socketTimeout)
    if (silence !== 'blocking') askForLife(client)
    opened.push(client)
    return client
  }
  const commands = open('commands', whenAway === 'wait' ? 'worker' : 'request')
  return {
    commands,
    open: (purpose, use = 'listens') => open(purpose, use === 'blocks' ? 'blocking' : 'worker'),
    ping: async (deadlineMs = 2_000) => {
      const startedMs = performance.now()
      await within(deadlineMs, commands.ping(), () => noAnswer(deadlineMs))
      return performance.now() - startedMs
    },
    close: async () => {
      await Promise.all(opened.map(hangUp))
    },
  }
}

/** Notices a silent connection while nobody uses it, and one through which announcements should come. */
function askForLife(client: RedisClient): void {
  let isAsking = false
  const timer = setInterval(() => {
    if (client.status !== 'ready' || isAsking) return
    isAsking = true
    client
      .ping()
      .catch(() => undefined)
      .finally(() => {
        isAsking = false
      })
  }, askEveryMs)
  timer.unref()
  client.once('end', () => clearInterval(timer))
}

const retryDelayMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 250)

function connect(address: RedisAddress, shared: RedisOptions): RedisClient {
  const auth: RedisOptions = {
    ...(address.username === null ? {} : { username: address.username }),
    ...(address.password === null ? {} : { password: address.password }),
    ...(address.tls ? { tls: {} } : {}),
  }
  if (address.kind === 'cluster') {
    const options: ClusterOptions = {
      redisOptions: { ...shared, ...auth },
      clusterRetryStrategy: retryDelayMs,
      retryDelayOnClusterDown: 200,
      retryDelayOnFailover: 200,
      slotsRefreshTimeout: 5_000,
      ...(address.tls ? { dnsLookup: (host, done) => done(null, host) } : {}),
    }
    return new Cluster(address.nodes, options)
  }
  if (address.kind === 'single') {
    const { host, port, database: db } = address
    return new Redis({ ...shared, ...auth, host, port, db, retryStrategy: retryDelayMs })
  }
  return new Redis({
    ...shared,
    ...auth,
    sentinels: address.sentinels,
    name: address.primaryName,
    db: address.database,
    enableTLSForSentinelMode: address.tls,
    retryStrategy: retryDelayMs,
    sentinelRetryStrategy: retryDelayMs,
    sentinelCommandTimeout: 2_000,
    ...(address.sentinelPassword === null ? {} : { sentinelPassword: address.sentinelPassword }),
  })
}

function reportConnection(
  client: RedisClient,
  purpose: string,
  log: RedisOptionsOfAam['log'],
): void {
  let away = false
  let cause: Error | undefined
  // Without a listener an error would end the process; refusals repeat with each attempt.
  client.on('error', (error: Error) => {
    cause = error
  })
  client.on('reconnecting', () => {
    if (!away) log.warn({ err: cause, purpose }, 'Redis is away; trying again until it answers')
    away = true
  })
  client.on('ready', () => {
    if (away) log.info({ purpose }, 'Redis is back')
    away = false
    cause = undefined
  })
}

const noAnswer = (ms: number): Error => new Error(`Redis did not answer in ${ms} ms`)

async function hangUp(client: RedisClient): Promise<void> {
  if (client.status === 'end') return
  try {
    if (client.status === 'ready')
      await within(closeWithinMs, client.quit(), () => noAnswer(closeWithinMs))
  } catch {
    // It is going away either way.
  } finally {
    client.disconnect()
  }
}
