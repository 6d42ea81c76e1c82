import type { RedisClient } from '../../platform/redis/client.ts'
import { owedKey, readyKey, trackedKey, turnKey, weightsKey } from './keys.ts'
import { defineScript } from '../../platform/redis/script.ts'

/** A tenant that has, or may have, work in a stage. */
export interface Tenancy {
  stage: string
  tenantId: string
}

/** A tenant's turn; `number` is its new place in line unless it changed meanwhile. */
export interface Turn extends Tenancy {
  number: string
}

/** A tenant whose queues are maintained; `version` changes with every concurrent update. */
export interface TrackedTenant extends Tenancy {
  version: string
}

/** How often an active tenant is maintained: just longer than BullMQ's minimum interval between stalled checks. */
export const maintenancePeriodMs = 2_100

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

// A tenant already in line keeps its place, but its number changes: it has received work since its last turn.
const queueUp = `
if redis.call('ZSCORE', KEYS[1], ARGV[1]) then redis.call('ZINCRBY', KEYS[1], 0.001, ARGV[1])
else redis.call('ZADD', KEYS[1], redis.call('INCR', KEYS[2]), ARGV[1]) end
`

/** How many tenants have work in each of the stages. */
export const countReadyTenants = (
  client: RedisClient,
  stages: readonly string[],
): Promise<number[]> => Promise.all(stages.map((stage) => client.zcard(readyKey(stage))))

const markReadyAgainScript = defineScript(queueUp)

// Each tenant gets one turn, or as many as its weight, and goes to the end of the line; up to four times as many when
// there are more free slots than turns. A tenant that is still owed turns stays in front.
const takeScript = defineScript(`
local atMost = tonumber(ARGV[1])
local tenants = redis.call('ZRANGE', KEYS[1], 0, atMost - 1)
if #tenants == 0 then return {} end
local weights = redis.call('HMGET', KEYS[3], unpack(tenants))
local sum = 0
for at = 1, #tenants do
  weights[at] = tonumber(weights[at] or 1)
  sum = sum + weights[at]
end
local each = math.max(1, math.min(4, math.floor(atMost / sum)))
local left = atMost
local turns = {}
for at, tenant in ipairs(tenants) do
  if left == 0 then break end
  local owed = weights[at]
  if owed > 1 then owed = math.min(owed, tonumber(redis.call('HGET', KEYS[4], tenant) or owed)) end
  local count = math.min(left, owed * each)
  local rest = owed - math.ceil(count / each)
  local number
  if rest > 0 then
    redis.call('HSET', KEYS[4], tenant, rest)
    number = redis.call('ZSCORE', KEYS[1], tenant)
  else
    if weights[at] > 1 then redis.call('HDEL', KEYS[4], tenant) end
    number = redis.call('INCR', KEYS[2])
    redis.call('ZADD', KEYS[1], number, tenant)
  end
  left = left - count
  for _ = 1, count do
    turns[#turns + 1] = tenant
    turns[#turns + 1] = tostring(number)
  end
end
return turns
`)

const setWeightsScript = defineScript(`
redis.call('DEL', KEYS[1])
for at = 1, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[at], ARGV[at + 1]) end
`)

// Reads one tenant more than are excluded, so at least one is not excluded.
const takeOtherScript = defineScript(`
local named = {}
for _, tenant in ipairs(ARGV) do named[tenant] = true end
for _, tenant in ipairs(redis.call('ZRANGE', KEYS[1], 0, #ARGV)) do
  if not named[tenant] then
    local number = redis.call('INCR', KEYS[2])
    redis.call('ZADD', KEYS[1], number, tenant)
    return {tenant, tostring(number)}
  end
end
return {}
`)

const leaveScript = defineScript(`
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 'inf') == tonumber(ARGV[2]) then
  return redis.call('ZREM', KEYS[1], ARGV[1])
end
return 0
`)

// The version must change even when the due time does not, or a tenant with new work would be untracked.
const markReadyScript = defineScript(`${queueUp}${now}
local due = now + ARGV[2]
local version = tonumber(redis.call('ZSCORE', KEYS[3], ARGV[1]) or 'inf')
if version <= due then due = version - 0.001 end
redis.call('ZADD', KEYS[3], due, ARGV[1])
`)

const wakeScript = defineScript(`${now}
local due = now + ARGV[2]
local version = tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1]) or 'inf')
if due < version then redis.call('ZADD', KEYS[1], due, ARGV[1]) end
`)

const dueScript = defineScript(`${now}
local version = string.format('%.17g', now + ARGV[1])
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now, 'LIMIT', 0, ARGV[2])
for _, tenant in ipairs(due) do redis.call('ZADD', KEYS[1], version, tenant) end
return {version, due}
`)

export type ReadySet = ReturnType<typeof createReadySet>

/**
 * Which tenants have a turn and which need maintenance, shared by all workers through Redis. Turns go round: a served
 * tenant goes to the end of the line, after as many turns as its weight. Maintenance brings back a tenant that was lost
 * with a crashed worker.
 */
export function createReadySet(client: RedisClient) {
  return {
    /** After jobs were added. */
    markReady: async ({ stage, tenantId }: Tenancy): Promise<void> => {
      const keys = [readyKey(stage), turnKey, trackedKey(stage)]
      await markReadyScript(client, keys, [tenantId, maintenancePeriodMs])
    },
    /** For a tracked tenant whose jobs may be ready again. */
    markReadyAgain: async ({ stage, tenantId }: Tenancy): Promise<void> => {
      await markReadyAgainScript(client, [readyKey(stage), turnKey], [tenantId])
    },
    /** Replaces all weights: how many turns in a row each tenant gets; the default is one. */
    setWeights: async (weights: ReadonlyMap<string, number>): Promise<void> => {
      await setWeightsScript(client, [weightsKey], [...weights].flat())
    },
    /** Takes up to `atMost` turns without waiting; stages named first are served first. */
    take: async (stages: readonly string[], atMost: number): Promise<Turn[]> => {
      const turns: Turn[] = []
      for (const stage of stages) {
        const left = atMost - turns.length
        if (left <= 0) break
        const keys = [readyKey(stage), turnKey, weightsKey, owedKey(stage)]
        const reply = await takeScript(client, keys, [left])
        const flat = reply as string[]
        for (let at = 0; at < flat.length; at += 2) {
          turns.push({ stage, tenantId: flat[at] ?? '', number: flat[at + 1] ?? '' })
        }
      }
      return turns
    },
    /** The next turn of a tenant not in this list, if any. */
    takeOther: async (
      stages: readonly string[],
      tenantIds: readonly string[],
    ): Promise<Turn | undefined> => {
      for (const stage of stages) {
        const reply = await takeOtherScript(client, [readyKey(stage), turnKey], [...tenantIds])
        const [tenantId, number] = reply as string[]
        if (tenantId !== undefined) return { stage, tenantId, number: number ?? '' }
      }
      return undefined
    },
    /** Takes a tenant without ready jobs out of the line, unless it received work or a turn meanwhile. */
    leave: async ({ stage, tenantId, number }: Turn): Promise<void> => {
      await leaveScript(client, [readyKey(stage)], [tenantId, number])
    },
    /** Waits up to `seconds` until a tenant has work, on a connection that does nothing else. */
    waitForWork: async (
      blocking: RedisClient,
      stages: readonly string[],
      seconds: number,
    ): Promise<void> => {
      const reply = await blocking.bzpopmin(stages.map(readyKey), seconds)
      const stage = reply && stages.find((name) => readyKey(name) === reply[0])
      if (!stage) return
      const keys = [readyKey(stage), turnKey]
      await markReadyAgainScript(client, keys, [reply[1]])
    },
    /** Makes maintenance due within `delayMs`, when a delayed job becomes ready. */
    wake: async ({ stage, tenantId }: Tenancy, delayMs: number): Promise<void> => {
      await wakeScript(client, [trackedKey(stage)], [tenantId, Math.max(0, Math.ceil(delayMs))])
    },
    /** Takes up to `atMost` tenants that are due; they are due again after `maintenancePeriodMs`. */
    takeDue: async (stage: string, atMost: number): Promise<TrackedTenant[]> => {
      const reply = await dueScript(client, [trackedKey(stage)], [maintenancePeriodMs, atMost])
      const [version, tenants] = reply as [string, string[]]
      return tenants.map((tenantId) => ({ stage, tenantId, version }))
    },
    /** Stops tracking a tenant without unfinished jobs, unless it received some meanwhile. */
    untrack: async ({ stage, tenantId, version }: TrackedTenant): Promise<void> => {
      await leaveScript(client, [trackedKey(stage)], [tenantId, version])
    },
  }
}
