import type { LeaseCounter, RequestCounter, Share } from '../../platform/limits/ports.ts'
import { type RedisConnections, tenantPrefix } from './open-redis.ts'
import { defineScript } from './script.ts'

const windowMs = 60_000
/** Twice what a stream's heartbeat needs to renew it: a process that dies frees what it held after this. */
const leaseMs = 30_000

const keyOf = (tenantId: string, what: string, { holderId }: Share): string =>
  `${tenantPrefix(tenantId)}:limit:${what}:${holderId}`

// All counters are looked at before one is raised: what a person is refused costs the organisation nothing.
const countScript = defineScript(`
for at, key in ipairs(KEYS) do
  local used = tonumber(redis.call('GET', key) or '0')
  if used >= tonumber(ARGV[at + 1]) then return {at, used, redis.call('PTTL', key)} end
end
local reply = {0}
for _, key in ipairs(KEYS) do
  reply[#reply + 1] = redis.call('INCR', key)
  redis.call('PEXPIRE', key, ARGV[1], 'NX')
  reply[#reply + 1] = redis.call('PTTL', key)
end
return reply
`)

const now = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`

const openScript = defineScript(`${now}
for at, key in ipairs(KEYS) do
  redis.call('ZREMRANGEBYSCORE', key, '-inf', now)
  local used = redis.call('ZCARD', key)
  if used >= tonumber(ARGV[at + 2]) then return {at, used} end
end
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
return {0}
`)

const renewScript = defineScript(`${now}
for _, key in ipairs(KEYS) do
  redis.call('ZADD', key, now + ARGV[2], ARGV[1])
  redis.call('PEXPIRE', key, ARGV[2])
end
`)

/** Windows of a minute that start with the first request, counted for all processes in one round trip. */
export function createRequestCounter({ commands }: RedisConnections): RequestCounter {
  return {
    async count(tenantId, shares) {
      const keys = shares.map((share) => keyOf(tenantId, 'requests', share))
      const limits = shares.map(({ limit }) => limit)
      const reply = (await countScript(commands, keys, [windowMs, ...limits])) as number[]
      const [refusedAt = 0, ...rest] = reply
      const seconds = (leftMs: number | undefined) =>
        Math.max(1, Math.ceil((leftMs ?? windowMs) / 1_000))
      if (refusedAt > 0) {
        return { refused: refusedAt - 1, used: rest[0] ?? 0, secondsLeft: seconds(rest[1]) }
      }
      return {
        refused: null,
        counts: shares.map((_share, at) => ({
          used: rest[at * 2] ?? 0,
          secondsLeft: seconds(rest[at * 2 + 1]),
        })),
      }
    },
  }
}

/** What is held open, as leases on Redis' clock that run out unless they are renewed. */
export function createLeaseCounter({ commands }: RedisConnections, what: string): LeaseCounter {
  return {
    async open(tenantId, shares) {
      const id = Bun.randomUUIDv7()
      const keys = shares.map((share) => keyOf(tenantId, what, share))
      const limits = shares.map(({ limit }) => limit)
      const reply = (await openScript(commands, keys, [id, leaseMs, ...limits])) as number[]
      const [refusedAt = 0, used = 0] = reply
      if (refusedAt > 0) return { refused: refusedAt - 1, used }
      return {
        refused: null,
        renew: async () => void (await renewScript(commands, keys, [id, leaseMs])),
        release: async () => void (await Promise.all(keys.map((key) => commands.zrem(key, id)))),
      }
    },
  }
}
