import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { writePrivate } from '../home.ts'
import { StackError } from '../stack-error.ts'
import { chooseRunAs, type RunAs } from '../supervision/run-as.ts'
import type { ServiceSpec, StartContext } from '../supervision/service.ts'
import { superviseOnFreePort } from '../supervision/start-on-free-port.ts'
import { findRedis, type RedisBinary } from './binaries.ts'

const answerWithinMs = 1_000

/** Starts the embedded Redis (append-only file, no eviction, password) and returns its URL. */
export async function startRedis(context: StartContext, password: string): Promise<string> {
  const { home, onProgress } = context
  const folder = home.folder('redis')
  checkFolder(folder)
  const binary = await findRedis(home.path, onProgress)
  const runAs = chooseRunAs(folder, binary.program)
  const port = await superviseOnFreePort(context, 'redis', (port) => {
    const configFile = join(folder, 'redis.conf')
    writePrivate(configFile, configuration(folder, port, password))
    runAs.own(configFile)
    return describeRedis(binary, configFile, runAs, port, password)
  })
  onProgress(`Redis is ready on 127.0.0.1:${port}`)
  return redisUrl(port, password)
}

const redisUrl = (port: number, password: string): string =>
  `redis://:${encodeURIComponent(password)}@127.0.0.1:${port}/0`

const ownNames = new Set(['redis.conf', 'appendonlydir', 'data', 'dump.rdb'])

function checkFolder(folder: string): void {
  const foreign = readdirSync(folder).filter(
    (name) => !ownNames.has(name) && !name.startsWith('temp-') && !name.startsWith('redis.conf.'),
  )
  const isOurs = existsSync(join(folder, 'redis.conf')) || readdirSync(folder).length === 0
  if (foreign.length === 0 && isOurs) return
  throw new StackError(
    'data_foreign',
    `${folder} holds files that are not AAM's Redis data (${foreign[0] ?? readdirSync(folder)[0] ?? ''}).`,
    'Move them elsewhere, or choose another folder with --home or AAM_HOME.',
  )
}

function configuration(folder: string, port: number, password: string): string {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${quoted(password)}`,
    `dir ${quoted(folder)}`,
    'daemonize no',
    'appendonly yes',
    'appendfsync everysec',
    'save ""',
    'maxmemory-policy noeviction',
    'loglevel warning',
    '',
  ].join('\n')
}

function describeRedis(
  { program, environment }: RedisBinary,
  configFile: string,
  runAs: RunAs,
  port: number,
  password: string,
): ServiceSpec {
  return {
    title: 'Redis',
    name: 'redis',
    prefix: runAs.prefix,
    command: [program, configFile],
    environment: { LC_ALL: 'C.UTF-8', ...environment },
    port,
    isReady: () => answers(port, password),
    stopSignal: 'SIGTERM',
    forceSignal: 'SIGTERM',
  }
}

/** Whether the server accepts the password and has finished loading. */
async function answers(port: number, password: string): Promise<boolean> {
  const client = new Bun.RedisClient(redisUrl(port, password), {
    autoReconnect: false,
    enableOfflineQueue: false,
    connectionTimeout: answerWithinMs,
  })
  try {
    await client.connect()
    return (await client.send('PING', [])) === 'PONG'
  } catch {
    return false
  } finally {
    client.close()
  }
}
