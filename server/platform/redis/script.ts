import type { RedisClient } from './client.ts'

export type Script = (
  client: RedisClient,
  keys: string[],
  values: (string | number)[],
) => Promise<unknown>

/** A Lua script that is sent once to each server and called by its hash afterwards. */
export function defineScript(lua: string): Script {
  const sha = new Bun.CryptoHasher('sha1').update(lua).digest('hex')
  return async (client, keys, values) => {
    try {
      return await client.evalsha(sha, keys.length, ...keys, ...values)
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error
      return client.eval(lua, keys.length, ...keys, ...values)
    }
  }
}
