import { hostname } from 'node:os'
import type { RedisConnections } from '../adapters/redis/open-redis.ts'

const key = 'aam:workers'
const withoutFfmpegKey = 'aam:workers:without-ffmpeg'
const beatMs = 2_000
const goneAfterMs = 8_000

/** Notes every two seconds that this worker is there, and what its machine lacks. Returns what takes the note away. */
export function announceWorker(
  redis: RedisConnections,
  { hasFfmpeg }: { hasFfmpeg: boolean },
): () => Promise<void> {
  const name = `${hostname()}/${process.pid}`
  const keys = hasFfmpeg ? [key] : [key, withoutFfmpegKey]
  const beat = () => {
    for (const one of keys) redis.commands.zadd(one, Date.now(), name).catch(() => undefined)
  }
  beat()
  const timer = setInterval(beat, beatMs)
  return async () => {
    clearInterval(timer)
    await Promise.all(keys.map((one) => redis.commands.zrem(one, name).catch(() => undefined)))
  }
}

/** Workers that gave a sign within the last eight seconds. */
export const countWorkers = (redis: RedisConnections): Promise<number> => count(redis, key)

/** What is not done with recordings, or null where every worker has ffmpeg. */
export async function lackOfFfmpeg(redis: RedisConnections): Promise<string | null> {
  const without = await count(redis, withoutFfmpegKey)
  if (without === 0) return null
  return `no ffmpeg for ${without} of ${await countWorkers(redis)} workers: recordings get no length, no waveform and no sound track of their own there`
}

const count = (redis: RedisConnections, of: string): Promise<number> =>
  redis.commands.zcount(of, Date.now() - goneAfterMs, '+inf')
