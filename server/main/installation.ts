import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate } from '../../db/migrate.ts'
import { startStack } from '../embedded/stack.ts'
import { type Config, ConfigError } from '../platform/config.ts'
import { type Addresses, outsideAddresses } from './addresses.ts'

const fileOf = (home: string): string => join(home, 'run', 'addresses.json')

export interface Installation {
  addresses: Addresses
  embedded: { database: boolean; redis: boolean; storage: boolean }
  stop(): Promise<void>
}

/** Starts the services without an outside address and migrates the database. */
export async function startInstallation(
  config: Config,
  onProgress: (line: string) => void,
  signal?: AbortSignal,
): Promise<Installation> {
  requireMigrator(config)
  const outside = outsideAddresses(config)
  const stack = await startStack({
    home: config.home,
    onProgress,
    ...(signal ? { signal } : {}),
    external: {
      databaseUrl: config.databaseUrl ?? undefined,
      databaseAdminUrl: config.databaseAdminUrl ?? undefined,
      redisUrl: config.redisUrl ?? undefined,
      s3Endpoint: config.s3?.endpoint,
      s3Region: config.s3?.region,
      s3AccessKeyId: config.s3?.accessKeyId,
      s3SecretAccessKey: config.s3?.secretAccessKey,
      s3Bucket: config.s3?.bucket,
    },
  })
  const addresses: Addresses = outside ?? {
    databaseUrl: stack.databaseUrl,
    adminDatabaseUrl: stack.adminDatabaseUrl,
    redisUrl: stack.redisUrl,
    s3: config.s3 ?? stack.s3,
    secrets: stack.secrets,
    keyStore: config.keyStore,
  }
  try {
    const applied = await migrate(addresses.adminDatabaseUrl, addresses.databaseUrl)
    if (applied > 0) onProgress(`Database brought to the newest schema (${applied} migrations)`)
    publishAddresses(config.home, addresses)
  } catch (error) {
    await stack.stop()
    throw error
  }
  return {
    addresses,
    embedded: stack.embedded,
    stop: async () => {
      rmSync(fileOf(config.home), { force: true })
      await stack.stop()
    },
  }
}

/** Migrations run with a different role than the server, which need not know its credentials. */
export function requireMigrator({ databaseUrl, databaseAdminUrl }: Config): void {
  if (databaseUrl && !databaseAdminUrl) {
    throw new ConfigError([
      'DATABASE_ADMIN_URL is needed beside DATABASE_URL: migrations run as another role than the server',
    ])
  }
}

/** Other commands on this machine find the running installation through this file; only its owner can read it. */
function publishAddresses(home: string, addresses: Addresses): void {
  mkdirSync(join(home, 'run'), { recursive: true, mode: 0o700 })
  writeFileSync(fileOf(home), JSON.stringify(addresses), { mode: 0o600 })
}

/**
 * Runs a command against the installation: an outside one, the one running on this home, or one started for the
 * command.
 */
export async function withInstallation<T>(
  config: Config,
  work: (addresses: Addresses) => Promise<T>,
): Promise<T> {
  const outside = outsideAddresses(config)
  if (outside) return work(outside)
  const running = readRunning(config.home)
  if (running) return work(running)
  const installation = await startInstallation(config, () => undefined)
  try {
    return await work(installation.addresses)
  } finally {
    await installation.stop()
  }
}

function readRunning(home: string): Addresses | null {
  if (!existsSync(fileOf(home))) return null
  const { pid } = JSON.parse(readFileSync(join(home, 'lock.json'), 'utf8')) as { pid: number }
  try {
    process.kill(pid, 0)
  } catch {
    return null
  }
  return JSON.parse(readFileSync(fileOf(home), 'utf8')) as Addresses
}
