import type { RedisClient } from '../../adapters/redis/open-redis.ts'
import { careKey, readyKey, turnKey } from './keys.ts'
import { defineScript } from './script.ts'

/** A tenant whose turn it is in a stage. */
export interface Turn {
  stage: string
  tenantId: string
}

/** A tenant to look after; `mark` changes when somebody else touches it meanwhile. */
export interface Care extends Turn {
  mark: string
}

/** How often an active tenant is looked after: just longer than BullMQ lets its stalled check run. */
export const carePeriodMs = 2_100

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

const queueUp = `
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) then
  redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[2]), ARGV[1])
end
`

const rearmScript = defineScript(queueUp)

// The mark must change even when the time to look does not: a tenant that got work is not forgotten.
const armScript = defineScript(`${queueUp}${now}
local due = now + ARGV[2]
local mark = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 'inf')
if mark <= due then due = mark - 0.001 end
redis.call('ZADD', KEYS[3], due, ARGV[1])
`)

const wakeScript = defineScript(`${now}
local due = now + ARGV[2]
local mark = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 'inf')
if due < mark then redis.call('ZADD', KEYS[1], due, ARGV[1]) end
`)

const dueScript = defineScript(`${now}
local mark = string.format('%.17g', now + ARGV[1])
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, tenant in ipairs(due) do redis.call('ZADD', KEYS[1], mark, tenant) end
return {mark, due}
`)

const forgetScript = defineScript(`
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 'inf') == tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
`)

export type ReadySet = ReturnType<typeof createReadySet>

/**
 * Whose turn it is, and who needs looking after, shared by all workers through Redis. Turns go round: a tenant that was
 * served goes behind those that wait. A turn lost with a crashed worker comes back when the tenant is looked after.
 */
export function createReadySet(client: RedisClient) {
  return {
    /** After jobs were added. */
    arm: async ({ stage, tenantId }: Turn): Promise<void> => {
      const keys = [readyKey(stage), turnKey, careKey(stage)]
      await armScript(client, keys, [tenantId, carePeriodMs])
    },
    /** After a job was taken: there may be more. */
    rearm: async ({ stage, tenantId }: Turn): Promise<void> => {
      await rearmScript(client, [readyKey(stage), turnKey], [tenantId])
    },
    /** Takes up to `atMost` turns without waiting; stages named first are served first. */
    take: async (stages: readonly string[], atMost: number): Promise<Turn[]> => {
      const turns: Turn[] = []
      for (const stage of stages) {
        const left = atMost - turns.length
        if (left <= 0) break
        const reply = await client.zpopmin(readyKey(stage), left)
        for (let at = 0; at < reply.length; at += 2) {
          turns.push({ stage, tenantId: reply[at] ?? '' })
        }
      }
      return turns
    },
    /** Waits up to `seconds` for one turn, on a connection that does nothing else. */
    waitForTurn: async (
      blocking: RedisClient,
      stages: readonly string[],
      seconds: number,
    ): Promise<Turn | undefined> => {
      const reply = await blocking.bzpopmin(stages.map(readyKey), seconds)
      if (!reply) return undefined
      const stage = stages.find((name) => readyKey(name) === reply[0])
      return stage ? { stage, tenantId: reply[1] } : undefined
    },
    /** Looks after the tenant in `delayMs` at the latest: a delayed job falls due then. */
    wake: async ({ stage, tenantId }: Turn, delayMs: number): Promise<void> => {
      await wakeScript(client, [careKey(stage)], [tenantId, Math.max(0, Math.ceil(delayMs))])
    },
    /** Takes up to `atMost` tenants that are due; they are due again after `carePeriodMs`. */
    due: async (stage: string, atMost: number): Promise<Care[]> => {
      const reply = await dueScript(client, [careKey(stage)], [carePeriodMs, atMost])
      const [mark, tenants] = reply as [string, string[]]
      return tenants.map((tenantId) => ({ stage, tenantId, mark }))
    },
    /** The tenant has no unfinished jobs; does nothing when it got some meanwhile. */
    forget: async ({ stage, tenantId, mark }: Care): Promise<void> => {
      await forgetScript(client, [careKey(stage)], [tenantId, mark])
    },
  }
}
