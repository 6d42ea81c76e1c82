import type { Config } from '../platform/config.ts'

/** Addresses of an installation's services, and the secrets that its processes share. */
export interface Addresses {
  databaseUrl: string
  /** For migrations; if this process has none, the server's own, which may not migrate. */
  adminDatabaseUrl: string
  redisUrl: string
  s3: StorageAddress
  secrets: { masterKey: string; sessionSecret: string; cursorSecret: string }
  /** Folder of the tenants' wrapped data keys, shared by all processes. */
  keyStore: string
}

type OutsideStorage = NonNullable<Config['s3']>

/** Without a public endpoint the storage is embedded, and browsers reach it through the API. */
export type StorageAddress = Omit<OutsideStorage, 'publicEndpoint'> &
  Partial<Pick<OutsideStorage, 'publicEndpoint'>>

/** Reads the addresses from the configuration; null if a service has no outside address. */
export function outsideAddresses(config: Config): Addresses | null {
  const { databaseUrl, databaseAdminUrl, redisUrl, s3, masterKey } = config
  if (!databaseUrl || !redisUrl || !s3 || !masterKey) return null
  return {
    databaseUrl,
    adminDatabaseUrl: databaseAdminUrl ?? databaseUrl,
    redisUrl,
    s3,
    secrets: deriveSecrets(masterKey),
    keyStore: config.keyStore,
  }
}

/** Derives one key per purpose from the master key (HMAC-SHA-256); the same in every process. */
export function deriveSecrets(masterKey: string): Addresses['secrets'] {
  const derive = (purpose: string) =>
    new Bun.CryptoHasher('sha256', masterKey).update(`aam/${purpose}`).digest('base64url')
  return { masterKey, sessionSecret: derive('session'), cursorSecret: derive('cursor') }
}
