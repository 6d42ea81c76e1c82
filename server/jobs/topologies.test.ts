import { afterEach, expect, setDefaultTimeout, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { openRedis, type RedisConnections } from '../platform/redis/open-redis.ts'
import { newId } from '../platform/ids.ts'
import { createEventHub } from './live-events.ts'
import { captureLog } from './test/log-lines.ts'
import { redisProgram } from '../../ops/test/redis-program.ts'
import { findFreePort, startTestRedis, type TestRedis } from './test/redis-server.ts'
import { until } from './test/until.ts'
import { eventsChannel, eventsKey } from './dispatch/keys.ts'
import { startPool } from './dispatch/pool.ts'
import { queuesOver } from './dispatch/queues.ts'
import { createReadySet } from './dispatch/ready-set.ts'

setDefaultTimeout(60_000)
const { log } = captureLog()
const cleanups: (() => unknown)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup()
})

function open(url: string): RedisConnections {
  const redis = openRedis({ url, name: 'test', log })
  cleanups.push(redis.close)
  return redis
}

async function startNode(flags: string[]): Promise<TestRedis> {
  const node = await startTestRedis(flags)
  cleanups.push(node.remove)
  return node
}

async function command(node: TestRedis, ...args: string[]): Promise<unknown> {
  const [name = '', ...rest] = args
  const client = new Redis(node.url)
  try {
    return await client.call(name, ...rest)
  } finally {
    client.disconnect()
  }
}

/** Jobs of several tenants, one tried twice, and a live event: everything that touches Redis. */
async function workThrough(redis: RedisConnections): Promise<void> {
  const tenants = Array.from({ length: 12 }, newId)
  const ended = new Map<string, number>()
  const pool = startPool({
    redis,
    stages: ['analyse', 'purge'],
    concurrency: 3,
    perform: async ({ job, queue }) => {
      if (queue.stage === 'analyse' && job.attemptsMade === 0) {
        return { kind: 'failed', reason: 'first' }
      }
      ended.set(queue.tenantId, (ended.get(queue.tenantId) ?? 0) + 1)
      return { kind: 'done', note: null }
    },
    log,
  })
  cleanups.push(() => pool.stop(0))
  const hub = createEventHub({ redis, log })
  cleanups.push(hub.close)
  const leave = new AbortController()
  const [tenantId = ''] = tenants
  const { commands } = redis
  const first = (await commands.xadd(eventsKey(tenantId), '*', 'name', 'a', 'data', '{}')) ?? ''
  const stream = hub.subscribe(tenantId, first, leave.signal)
  const heard = stream.next()
  for (const tenantId of tenants) {
    for (const stage of ['analyse', 'purge']) {
      const opts = { jobId: newId(), attempts: 2, backoff: { type: 'fixed', delay: 50 } }
      const data = { tenantId, payload: {}, traceparent: null }
      await queuesOver(commands, log)
        .of(tenantId, stage)
        .queue.addBulk([{ name: 'work', data, opts }])
      await createReadySet(commands).markReady({ tenantId, stage })
    }
  }
  await until('all are done', () => tenants.every((tenantId) => ended.get(tenantId) === 2))
  await commands.xadd(eventsKey(tenantId), '*', 'name', 'b', 'data', '{}')
  await commands.publish(eventsChannel, tenantId)
  expect((await heard).value).toMatchObject({ name: 'b' })
  leave.abort()
}

test('a Cluster of three: no command spans two hash slots', async () => {
  // Without its own number the bus listens 10,000 higher, which may be no port.
  const buses = await Promise.all([0, 1, 2].map(findFreePort))
  const nodes = await Promise.all(
    buses.map((bus) => startNode(['--cluster-enabled', 'yes', '--cluster-port', `${bus}`])),
  )
  const [first] = nodes
  for (const [at, node] of nodes.entries()) {
    const [from, to] = [Math.ceil((at * 16_384) / 3), Math.ceil(((at + 1) * 16_384) / 3) - 1]
    await command(node, 'CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${to}`)
    if (first && node !== first) {
      await command(node, 'CLUSTER', 'MEET', '127.0.0.1', `${first.port}`, `${buses[0]}`)
    }
  }
  await until('the nodes agree', async () => {
    const infos = await Promise.all(nodes.map((node) => command(node, 'CLUSTER', 'INFO')))
    return infos.every(
      (info) =>
        String(info).includes('cluster_state:ok') && String(info).includes('cluster_known_nodes:3'),
    )
  })
  await workThrough(open(`redis+cluster://${nodes.map((n) => `127.0.0.1:${n.port}`).join(',')}`))
})

test('through Sentinel: the primary is asked for by its name', async () => {
  const primary = await startNode([])
  const folder = mkdtempSync(join(tmpdir(), 'aam-sentinel-'))
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }))
  const config = join(folder, 'sentinel.conf')
  const port = await findFreePort()
  writeFileSync(
    config,
    `port ${port}\nsentinel monitor aam 127.0.0.1 ${primary.port} 1\ndir ${folder}\n`,
  )
  const sentinel = Bun.spawn([redisProgram(), config, '--sentinel'], {
    stdout: 'ignore',
    stderr: 'ignore',
  })
  cleanups.push(async () => {
    sentinel.kill('SIGKILL')
    await sentinel.exited
  })
  await workThrough(open(`redis+sentinel://127.0.0.1:${port}?name=aam`))
})
