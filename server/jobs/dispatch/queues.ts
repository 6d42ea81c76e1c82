import {
  createRedisBackend,
  type IQueueBackend,
  type JobsOptions,
  Queue,
  type QueueBaseOptions,
} from 'bullmq'
import { tenantPrefix } from '../../platform/redis/open-redis.ts'
import type { RedisClient } from '../../platform/redis/client.ts'
import type { Log } from '../../platform/log.ts'

/** What a job carries through Redis. */
export interface JobData {
  tenantId: string
  payload: Record<string, unknown>
  traceparent: string | null
  pendingIds?: string[]
}

export interface JobToAdd {
  name: string
  data: JobData
  opts: JobsOptions
}

type BackedQueue = Queue<JobData, unknown, string, JobData, unknown, string, IQueueBackend>

export interface TenantQueue {
  readonly tenantId: string
  readonly stage: string
  readonly queue: BackedQueue
  readonly backend: IQueueBackend
}

/** A worker that died loses its jobs after these; a job is given up after so many deaths. */
export const lockMs = 5_000
const stalledMs = 2_000
const maxStalledCount = 5

const rememberedQueues = 2_000

export interface Queues {
  of(tenantId: string, stage: string): TenantQueue
}

const opened = new WeakMap<RedisClient, Queues>()

/**
 * The queues of all tenants over one connection: `aam:{<tenant>}:<stage>:…`, one hash slot for each tenant.
 * Forgets those not used for long, so that memory does not grow with the number of tenants.
 */
export function queuesOver(client: RedisClient, log: Pick<Log, 'warn'>): Queues {
  const known = opened.get(client)
  if (known) return known
  const queues = openQueues(client, log)
  opened.set(client, queues)
  return queues
}

function openQueues(client: RedisClient, log: Pick<Log, 'warn'>): Queues {
  const root = createRedisBackend('all', {
    connection: client,
    lockDuration: lockMs,
    stalledInterval: stalledMs,
    maxStalledCount,
    skipVersionCheck: true,
    skipWaitingForReady: true,
  } as QueueBaseOptions)
  root.on('error', () => undefined)
  const remembered = new Map<string, TenantQueue>()
  return {
    of: (tenantId, stage) => {
      const key = `${tenantId}/${stage}`
      const found = remembered.get(key) ?? openQueue(root, client, tenantId, stage, log)
      remembered.delete(key)
      remembered.set(key, found)
      const [oldest] = remembered.keys()
      if (remembered.size > rememberedQueues && oldest) remembered.delete(oldest)
      return found
    },
  }
}

function openQueue(
  root: IQueueBackend,
  client: RedisClient,
  tenantId: string,
  stage: string,
  log: Pick<Log, 'warn'>,
): TenantQueue {
  const prefix = tenantPrefix(tenantId)
  const backend = root.forQueue(stage, prefix)
  const queue: BackedQueue = new Queue(
    stage,
    { connection: client, prefix, streams: { events: { maxLen: 100 } } },
    () => backend,
  )
  queue.on('error', (err) => log.warn({ err, tenantId, stage }, 'A queue reported an error'))
  return { tenantId, stage, queue, backend }
}
