import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { redisProgram } from '../../../ops/test/redis-program.ts'
import { until } from './until.ts'

export interface TestRedis {
  url: string
  port: number
  /** SIGKILL, as a crash. */
  kill(): Promise<void>
  /** SIGSTOP: connections stay open and nothing is answered. */
  freeze(): void
  thaw(): void
  /** The same port and data folder again. */
  start(): Promise<void>
  /** Ends it and removes its data. */
  remove(): Promise<void>
}

/** A Redis of its own. It writes each command to its log before it answers (without waiting for the disk): a kill loses nothing. */
export async function startTestRedis(extraFlags: string[] = []): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'aam-redis-'))
  const port = await findFreePort()
  const url = `redis://127.0.0.1:${port}`
  const flags = ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '']
  const command = [
    redisProgram(),
    ...flags,
    '--appendonly',
    'yes',
    '--appendfsync',
    'no',
    ...extraFlags,
  ]
  let server: Bun.Subprocess | undefined
  const start = async () => {
    server = Bun.spawn(command, { stdout: 'ignore', stderr: 'ignore' })
    await until('Redis answers', () => answers(url))
  }
  const kill = async () => {
    server?.kill('SIGKILL')
    await server?.exited
  }
  await start()
  return {
    url,
    port,
    start,
    kill,
    freeze: () => server?.kill('SIGSTOP'),
    thaw: () => server?.kill('SIGCONT'),
    remove: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return (await client.ping()) === 'PONG'
  } catch {
    return false
  } finally {
    client.disconnect()
  }
}

export function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.on('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      const port = typeof address === 'object' && address ? address.port : 0
      probe.close(() => resolve(port))
    })
  })
}
