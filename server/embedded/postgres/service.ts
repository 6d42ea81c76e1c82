import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import postgres from 'postgres'
import { argumentsOf, identify } from '../supervision/process-identity.ts'
import type { ServiceSpec, StartContext } from '../supervision/service.ts'
import { superviseOnFreePort } from '../supervision/start-on-free-port.ts'
import { childEnvironment, type Cluster, openCluster, superuser } from './cluster.ts'

const database = 'aam'
const appRole = 'aam_app'

export interface PostgresOptions {
  adminPassword: string
  appPassword: string
  /** False only for tests: a crash of the machine may then lose or spoil data. */
  durable: boolean
}

/**
 * Starts the embedded Postgres with the database `aam` and returns its addresses for the
 * superuser and for the application's role, which the migrations create with that password.
 */
export async function startPostgres(
  context: StartContext,
  options: PostgresOptions,
): Promise<{ adminDatabaseUrl: string; databaseUrl: string }> {
  const { home, onProgress } = context
  const cluster = await openCluster(home, options.adminPassword, onProgress)
  const port = await superviseOnFreePort(context, 'postgres', (port) =>
    describePostgres(cluster, port, options.durable),
  )
  const url = (user: string, password: string) =>
    `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
  const adminDatabaseUrl = url(superuser, options.adminPassword)
  await ensureDatabase(adminDatabaseUrl)
  onProgress(`Postgres ${cluster.binaries.majorVersion} is ready on 127.0.0.1:${port}`)
  return { adminDatabaseUrl, databaseUrl: url(appRole, options.appPassword) }
}

function describePostgres(cluster: Cluster, port: number, durable: boolean): ServiceSpec {
  const { binaries, dataFolder, runAs } = cluster
  return {
    title: 'Postgres',
    name: 'postgres',
    prefix: runAs.prefix,
    command: [
      join(binaries.folder, 'postgres'),
      '-D',
      dataFolder,
      ...settings(port, binaries.majorVersion, durable).flatMap((setting) => ['-c', setting]),
    ],
    environment: childEnvironment(binaries),
    port,
    isReady: async (pid) => {
      const status = readPostmaster(dataFolder)
      return status?.pid === pid && status.port === port && status.ready
    },
    stopSignal: 'SIGINT',
    forceSignal: 'SIGQUIT',
    beforeStart: () => clearStalePostmaster(dataFolder),
    findOrphan: () => {
      const pid = readPostmaster(dataFolder)?.pid
      return pid !== undefined && runsOn(pid, dataFolder) ? pid : undefined
    },
  }
}

/** Sized for a small machine with tens of connections; statements are never logged. */
const settings = (port: number, majorVersion: number, durable: boolean): string[] => [
  'listen_addresses=127.0.0.1',
  `port=${port}`,
  'unix_socket_directories=',
  'max_connections=100',
  'shared_buffers=128MB',
  'max_parallel_workers_per_gather=0',
  'max_worker_processes=4',
  'autovacuum_max_workers=2',
  'wal_level=minimal',
  'max_wal_senders=0',
  'min_wal_size=32MB',
  'max_wal_size=256MB',
  'jit=off',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
  'log_error_verbosity=terse',
  'log_min_error_statement=panic',
  'log_parameter_max_length=0',
  'log_parameter_max_length_on_error=0',
  ...(majorVersion >= 18 ? ['io_method=sync'] : []),
  // After a crash, one sync of the file system replaces one for each of 1,400 files and saves 2 s.
  ...(process.platform === 'linux' ? ['recovery_init_sync_method=syncfs'] : []),
  // Commits still reach the operating system: a killed server loses nothing, a power failure may.
  ...(durable ? [] : ['fsync=off', 'full_page_writes=off']),
]

interface Postmaster {
  pid: number
  port: number
  ready: boolean
}

// Lines of postmaster.pid: pid, folder, start, port, socket folder, address, memory key, status.
function readPostmaster(dataFolder: string): Postmaster | undefined {
  const file = join(dataFolder, 'postmaster.pid')
  if (!existsSync(file)) return undefined
  try {
    const lines = readFileSync(file, 'utf8').split('\n')
    return {
      pid: Number(lines[0]),
      port: Number(lines[3]),
      ready: lines[7]?.trim() === 'ready',
    }
  } catch {
    return undefined
  }
}

const runsOn = (pid: number, dataFolder: string): boolean =>
  identify(pid) !== undefined && argumentsOf(pid).includes(dataFolder)

/** Postgres would refuse to start when another program has taken the recorded process number. */
function clearStalePostmaster(dataFolder: string): void {
  const postmaster = readPostmaster(dataFolder)
  if (postmaster === undefined || runsOn(postmaster.pid, dataFolder)) return
  rmSync(join(dataFolder, 'postmaster.pid'), { force: true })
}

async function ensureDatabase(adminDatabaseUrl: string): Promise<void> {
  const maintenance = new URL(adminDatabaseUrl)
  maintenance.pathname = '/postgres'
  const sql = postgres(maintenance.href, { max: 1, fetch_types: false, connect_timeout: 10 })
  try {
    const found = await sql`select 1 from pg_database where datname = ${database}`
    if (found.length === 0) await sql.unsafe(`create database ${database}`)
  } finally {
    await sql.end({ timeout: 1 })
  }
}
