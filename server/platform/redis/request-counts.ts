import { type CountedHour, callerKey, type RequestCountStore } from '../request-counts.ts'
import { type RedisConnections, tenantPrefix } from './open-redis.ts'
import { defineScript } from './script.ts'

const hourMs = 3_600_000
/** A worker stores hours long before. */
const keptMs = 40 * 24 * hourMs
/** As long as a process may try to hand the same batch over. */
const batchKeptMs = 24 * hourMs

/** The hour is that of Redis' own clock: once it is over, no process can add to it. */
const addScript = defineScript(`
if tonumber(redis.call('GET', KEYS[2]) or '0') >= tonumber(ARGV[1]) then return 0 end
local hour = math.floor(redis.call('TIME')[1] / 3600)
for at = 4, #ARGV, 2 do
  redis.call('HINCRBY', KEYS[1], string.format('%d', hour) .. '|' .. ARGV[at], ARGV[at + 1])
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[3])
return 1
`)

const readScript = defineScript(`
return {math.floor(redis.call('TIME')[1] / 3600), redis.call('HGETALL', KEYS[1])}
`)

const keyOf = (tenantId: string): string => `${tenantPrefix(tenantId)}:requests`
const fieldOf = (hour: CountedHour): string =>
  `${Math.floor(hour.at.getTime() / hourMs)}|${callerKey(hour)}`

/** Counts requests by organisation, caller and hour. A Redis that is lost takes along what no worker has stored yet. */
export function createRequestCountStore({
  commands,
}: Pick<RedisConnections, 'commands'>): RequestCountStore {
  return {
    async add(tenantId, { writer, number, counts }) {
      const key = keyOf(tenantId)
      const pairs = [...counts].flat()
      await addScript(commands, [key, `${key}:${writer}`], [number, keptMs, batchKeptMs, ...pairs])
    },
    async readClosed(tenantId) {
      const reply = (await readScript(commands, [keyOf(tenantId)], [])) as [number, string[]]
      const [openHour, flat] = reply
      const hours: CountedHour[] = []
      for (let at = 0; at + 1 < flat.length; at += 2) {
        const [hour = '', userId = '', keyId = ''] = (flat[at] ?? '').split('|')
        if (Number(hour) >= openHour) continue
        hours.push({
          at: new Date(Number(hour) * hourMs),
          userId,
          keyId: keyId || null,
          requests: Number(flat[at + 1]),
        })
      }
      return hours
    },
    async drop(tenantId, hours) {
      if (hours.length > 0) await commands.hdel(keyOf(tenantId), ...hours.map(fieldOf))
    },
  }
}
