import type { RedisClient } from '../../../server/platform/redis/client.ts'

export interface RedisEntry {
  key: string
  text: string
}

/** Everything in a Redis database, as text. */
export async function readRedis(commands: RedisClient): Promise<RedisEntry[]> {
  const keys = await commands.keys('*')
  return Promise.all(keys.map(async (key) => ({ key, text: await readKey(commands, key) })))
}

async function readKey(commands: RedisClient, key: string): Promise<string> {
  const readers: Record<string, () => Promise<unknown>> = {
    string: () => commands.get(key),
    hash: () => commands.hgetall(key),
    list: () => commands.lrange(key, 0, -1),
    set: () => commands.smembers(key),
    zset: () => commands.zrange(key, '0', '-1'),
    stream: () => commands.xrange(key, '-', '+'),
  }
  const read = readers[await commands.type(key)]
  return read ? JSON.stringify(await read()) : ''
}
