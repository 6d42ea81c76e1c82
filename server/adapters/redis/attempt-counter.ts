import type { AttemptCounter } from '../../modules/identity/ports.ts'
import type { RedisConnections } from '../../platform/redis/open-redis.ts'

/** Counts attempts in fixed windows that start with the first one (INCR + PEXPIRE NX in one round trip). */
export function createAttemptCounter({ commands }: RedisConnections): AttemptCounter {
  const keyOf = (key: string) => `aam:limit:${key}`
  return {
    async count(key, windowSeconds) {
      const answers = await commands
        .multi()
        .incr(keyOf(key))
        .expire(keyOf(key), windowSeconds, 'NX')
        .ttl(keyOf(key))
        .exec()
      const [attempts, , secondsLeft] = (answers ?? []).map(([error, value]) => {
        if (error) throw error
        return Number(value)
      })
      return { attempts: attempts ?? 0, secondsLeft: Math.max(1, secondsLeft ?? windowSeconds) }
    },
    async forgive(key) {
      // Only an existing counter: a new one would never expire.
      if (await commands.exists(keyOf(key))) await commands.decr(keyOf(key))
    },
    async reset(key) {
      await commands.del(keyOf(key))
    },
  }
}
