import { hostname } from 'node:os'
import type { RedisConnections } from '../adapters/redis/open-redis.ts'

const key = 'aam:workers'
const beatMs = 2_000
const goneAfterMs = 8_000

/** Notes every two seconds that this worker is there. Returns what takes the note away. */
export function announceWorker(redis: RedisConnections): () => Promise<void> {
  const name = `${hostname()}/${process.pid}`
  const beat = () => {
    redis.commands.zadd(key, Date.now(), name).catch(() => undefined)
  }
  beat()
  const timer = setInterval(beat, beatMs)
  return async () => {
    clearInterval(timer)
    await redis.commands.zrem(key, name).catch(() => undefined)
  }
}

/** Workers that gave a sign within the last eight seconds. */
export async function countWorkers(redis: RedisConnections): Promise<number> {
  return redis.commands.zcount(key, Date.now() - goneAfterMs, '+inf')
}
