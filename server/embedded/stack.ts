import { type Home, prepareHome } from './home.ts'
import { lockHome } from './home-lock.ts'
import { startPostgres } from './postgres/service.ts'
import { startRedis } from './redis/service.ts'
import { type S3Access, startStorage } from './s3/service.ts'
import { type HomeSecrets, readSecrets } from './secrets.ts'
import { StackError } from './stack-error.ts'
import type { OnProgress, StartContext, SupervisedService } from './supervision/service.ts'

/** Addresses of outside services; services without one are started here. */
export interface ExternalServices {
  databaseUrl?: string | undefined
  databaseAdminUrl?: string | undefined
  redisUrl?: string | undefined
  s3Endpoint?: string | undefined
  s3Region?: string | undefined
  s3AccessKeyId?: string | undefined
  s3SecretAccessKey?: string | undefined
  s3Bucket?: string | undefined
}

export interface StackOptions {
  home: string
  external: ExternalServices
  onProgress: OnProgress
  /** Cancels a start in progress. */
  signal?: AbortSignal
  /** False only in tests: a crash of the machine may then lose or damage data. */
  durable?: boolean
  /** True only in tests: the services end with this process, however it ends (on Linux). */
  endsWithParent?: boolean
}

export interface Stack {
  /** The embedded superuser, or the outside `databaseAdminUrl` (else `databaseUrl`). */
  adminDatabaseUrl: string
  /** Database `aam` as `aam_app`, a role that the migrations create with this password. */
  databaseUrl: string
  redisUrl: string
  s3: S3Access
  secrets: Pick<HomeSecrets, 'masterKey' | 'sessionSecret' | 'cursorSecret'>
  embedded: { database: boolean; redis: boolean; storage: boolean }
  /** Stops what was started here and releases the home; never throws, takes at most 15 s. */
  stop(): Promise<void>
}

const stopWithinMs = 8_000

/**
 * Starts every service without an outside address, each a real server on a loopback port, with data and secrets below
 * `home`. Throws StackError with what happened and what to do next.
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const home = prepareHome(options.home)
  const lock = lockHome(home)
  const started: SupervisedService[] = []
  let stopped: Promise<void> | undefined
  const stop = () =>
    (stopped ??= Promise.allSettled(started.map((service) => service.stop(stopWithinMs))).then(() =>
      lock.release(),
    ))
  try {
    const stack = await startServices(home, options, started)
    return { ...stack, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startServices(
  home: Home,
  options: StackOptions,
  started: SupervisedService[],
): Promise<Omit<Stack, 'stop'>> {
  const secrets = readSecrets(home)
  const { external, onProgress, signal } = options
  const { masterKey, sessionSecret, cursorSecret } = secrets
  const context: StartContext = {
    home,
    onProgress,
    signal,
    endsWithParent: options.endsWithParent ?? false,
    onStarted: (service) => started.push(service),
  }
  const [database, redis, storage] = await Promise.allSettled([
    openDatabase(context, external, secrets, options.durable ?? true),
    external.redisUrl ?? startRedis(context, secrets.redisPassword),
    openStorage(context, external, secrets),
  ])
  if (database.status === 'rejected') throw database.reason
  if (redis.status === 'rejected') throw redis.reason
  if (storage.status === 'rejected') throw storage.reason
  return {
    ...database.value,
    redisUrl: redis.value,
    s3: storage.value,
    secrets: { masterKey, sessionSecret, cursorSecret },
    embedded: {
      database: external.databaseUrl === undefined,
      redis: external.redisUrl === undefined,
      storage: external.s3Endpoint === undefined,
    },
  }
}

async function openDatabase(
  context: StartContext,
  { databaseUrl, databaseAdminUrl }: ExternalServices,
  secrets: HomeSecrets,
  durable: boolean,
): Promise<Pick<Stack, 'adminDatabaseUrl' | 'databaseUrl'>> {
  if (databaseUrl !== undefined) {
    return { databaseUrl, adminDatabaseUrl: databaseAdminUrl ?? databaseUrl }
  }
  return startPostgres(context, {
    adminPassword: secrets.databaseAdminPassword,
    appPassword: secrets.databaseAppPassword,
    durable,
  })
}

async function openStorage(
  context: StartContext,
  external: ExternalServices,
  secrets: HomeSecrets,
): Promise<S3Access> {
  const { s3Endpoint, s3AccessKeyId, s3SecretAccessKey } = external
  if (s3Endpoint === undefined) {
    return startStorage(context, {
      accessKeyId: secrets.s3AccessKeyId,
      secretAccessKey: secrets.s3SecretAccessKey,
    })
  }
  if (s3AccessKeyId === undefined || s3SecretAccessKey === undefined) {
    throw new StackError(
      'storage_credentials_missing',
      'S3_ENDPOINT is set, but S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are not both set.',
      'Set both, or unset S3_ENDPOINT to use the embedded storage.',
    )
  }
  return {
    endpoint: s3Endpoint,
    region: external.s3Region ?? 'us-east-1',
    accessKeyId: s3AccessKeyId,
    secretAccessKey: s3SecretAccessKey,
    bucket: external.s3Bucket ?? 'aam',
  }
}
