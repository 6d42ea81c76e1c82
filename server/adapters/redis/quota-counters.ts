import type { LeaseCounter, RequestLeases, Share } from '../../../tenants/limits/ports.ts'
import { type RedisConnections, tenantPrefix } from '../../platform/redis/open-redis.ts'
import { defineScript } from '../../platform/redis/script.ts'

const windowMs = 60_000
/** Twice the interval of a stream's heartbeat: a process that dies releases its leases after this. */
const leaseMs = 30_000

const keyOf = (tenantId: string, what: string, { holderId }: Share): string =>
  `${tenantPrefix(tenantId)}:limit:${what}:${holderId}`

const leaseScript = defineScript(`
local used = tonumber(redis.call('GET', KEYS[1]) or '0')
local granted = math.max(0, math.min(tonumber(ARGV[2]), tonumber(ARGV[3]) - used))
if granted > 0 then used = redis.call('INCRBY', KEYS[1], granted) end
redis.call('PEXPIRE', KEYS[1], ARGV[1], 'NX')
return {granted, used, redis.call('PTTL', KEYS[1])}
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

/** Counts requests of all processes in windows of a minute that start with the first one. */
export function createRequestLeases({ commands }: RedisConnections): RequestLeases {
  return {
    async lease({ tenantId, key, limit }, block) {
      const place = tenantId === null ? 'aam' : tenantPrefix(tenantId)
      const reply = await leaseScript(
        commands,
        [`${place}:limit:requests:${key}`],
        [windowMs, block, limit],
      )
      const [granted = 0, used = 0, leftMs = windowMs] = reply as number[]
      return { granted, used, leftMs: leftMs > 0 ? leftMs : windowMs }
    },
  }
}

/** Counts what is held open, as leases on Redis' clock that expire unless renewed. */
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
