import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from 'bun:test'
import { captureLog } from '../../jobs/test/log-lines.ts'
import { startTestRedis, type TestRedis } from '../../jobs/test/redis-server.ts'
import { until } from '../../jobs/test/until.ts'
import { openRedis, type RedisConnections, tenantPrefix } from './open-redis.ts'

setDefaultTimeout(60_000)
let server: TestRedis
const opened: RedisConnections[] = []
const { log, lines } = captureLog()

beforeEach(async () => {
  lines.length = 0
  server = await startTestRedis()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((redis) => redis.close()))
  await server.remove()
})

function open(options: { url?: string; whenAway?: 'wait' | 'fail' } = {}): RedisConnections {
  const redis = openRedis({ url: server.url, name: 'test', log, ...options })
  opened.push(redis)
  return redis
}

const listClients = async ({ commands }: RedisConnections): Promise<string> =>
  String(await commands.client('LIST'))

test('a tenant has one hash slot', () => {
  expect(tenantPrefix('t')).toBe('aam:{t}')
})

test('ping measures, and fails when nobody answers', async () => {
  const redis = open()
  expect(await redis.ping()).toBeNumber()
  await server.kill()
  await expect(redis.ping(50)).rejects.toThrow('Redis did not answer in 50 ms')
})

describe('while Redis is away', () => {
  test('commands wait where work may wait', async () => {
    const redis = open()
    await redis.commands.set('key', 'before')
    await server.kill()
    const value = redis.commands.get('key')
    await server.start()
    expect(await value).toBe('before')
  })

  test('commands fail where a person waits, and work again afterwards', async () => {
    const redis = open({ whenAway: 'fail' })
    await redis.commands.set('key', 'before')
    await server.kill()
    await expect(redis.commands.get('key')).rejects.toThrow()
    await server.start()
    await until('it answers again', () =>
      redis.commands.get('key').then(
        (value) => value === 'before',
        () => false,
      ),
    )
  })

  test('going and coming back are logged once for each connection', async () => {
    const redis = open()
    redis.open('second')
    await redis.commands.ping()
    await until('both are there', async () => {
      const clients = await listClients(redis)
      return clients.includes('name=test-commands') && clients.includes('name=test-second')
    })
    await server.kill()
    await until('it was noticed', () => lines.length === 2)
    await server.start()
    await until('it was noticed', () => lines.length === 4)
    const said = lines.map((line) => `${line.level}: ${line.msg} (${String(line.purpose)})`)
    expect(said.toSorted()).toEqual([
      'info: Redis is back (commands)',
      'info: Redis is back (second)',
      'warn: Redis is away; trying again until it answers (commands)',
      'warn: Redis is away; trying again until it answers (second)',
    ])
  })

  test('closing does not wait for it, and is for good', async () => {
    const closed = openRedis({ url: server.url, name: 'closed', log })
    await closed.commands.ping()
    await server.kill()
    await closed.close()
    await server.start()
    const other = open()
    other.open('second')
    await until('another one is connected again', async () => {
      return (await listClients(other)).includes('name=test-second')
    })
    expect(await listClients(other)).not.toContain('name=closed')
  })
})

test('closing before the first connection is there leaves nothing behind', async () => {
  const redis = open()
  await redis.close()
  expect(redis.commands.status).toBe('end')
})

test('a wrong password is told by the command, not by the process ending', async () => {
  const admin = open()
  await admin.commands.call('CONFIG', 'SET', 'requirepass', 'right')
  const redis = open({ url: server.url.replace('redis://', 'redis://:wrong@'), whenAway: 'fail' })
  await expect(redis.commands.get('key')).rejects.toThrow()
  expect(JSON.stringify(lines)).not.toContain('wrong@')
})

test('a connection is kept when nothing came because this process was held up itself', async () => {
  const redis = open({ whenAway: 'fail' })
  await redis.commands.set('key', 'before')
  server.freeze()
  const value = redis.commands.get('key')
  Bun.sleepSync(2_500)
  server.thaw()
  expect(await value).toBe('before')
  expect(lines).toEqual([])
})
