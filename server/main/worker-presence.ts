import { hostname } from 'node:os'
import type { RedisConnections } from '../platform/redis/open-redis.ts'
import { settledWithin } from '../jobs/dispatch/wait.ts'

const key = 'aam:workers'
const withoutFfmpegKey = 'aam:workers:without-ffmpeg'
const beatMs = 2_000
const expiresAfterMs = 8_000
/** Otherwise the entry expires by itself. */
const leaveWithinMs = 500

export interface Presence {
  /** Whether this worker reached Redis, and so every other process, within the last eight seconds. */
  isKnown(): boolean
  /** Removes the entry. */
  leave(): Promise<void>
}

/** Records every two seconds that this worker is alive and what its machine lacks. */
export function announceWorker(
  redis: RedisConnections,
  { hasFfmpeg }: { hasFfmpeg: boolean },
): Presence {
  const name = `${hostname()}/${process.pid}`
  const keys = hasFfmpeg ? [key] : [key, withoutFfmpegKey]
  let heardAtMs = -Infinity
  const note = async (): Promise<void> => {
    // Writes queued for Redis would all arrive once it is back.
    if (redis.commands.status !== 'ready') return
    const askedAtMs = performance.now()
    await Promise.all(keys.map((one) => redis.commands.zadd(one, Date.now(), name)))
    heardAtMs = askedAtMs
  }
  const beat = (): void => void note().catch(() => undefined)
  redis.commands.on('ready', beat)
  beat()
  const timer = setInterval(beat, beatMs)
  return {
    isKnown: () => performance.now() - heardAtMs < expiresAfterMs,
    async leave() {
      clearInterval(timer)
      redis.commands.off('ready', beat)
      const leaving = keys.map((one) => redis.commands.zrem(one, name).catch(() => undefined))
      await settledWithin(leaveWithinMs, Promise.all(leaving))
    },
  }
}

/** Workers seen within the last eight seconds. */
export const countWorkers = (redis: RedisConnections): Promise<number> => count(redis, key)

/** What is not done with recordings because of missing ffmpeg; null if every worker has it. */
export async function ffmpegStatus(redis: RedisConnections): Promise<string | null> {
  const without = await count(redis, withoutFfmpegKey)
  if (without === 0) return null
  return `no ffmpeg for ${without} of ${await countWorkers(redis)} workers: recordings get no length, no waveform and no sound track of their own there`
}

const count = (redis: RedisConnections, of: string): Promise<number> =>
  redis.commands.zcount(of, Date.now() - expiresAfterMs, '+inf')
