import type { Config } from '../platform/config.ts'

/** Where the services of an installation are, and the secrets its processes share. */
export interface Addresses {
  databaseUrl: string
  /** For migrations; where this process is not given one, the server's own, which may not migrate. */
  adminDatabaseUrl: string
  redisUrl: string
  s3: StorageAddress
  secrets: { masterKey: string; sessionSecret: string; cursorSecret: string }
  /** Folder of the tenants' wrapped data keys, shared by all processes. */
  keyStore: string
}

type OutsideStorage = NonNullable<Config['s3']>

/** Without a public endpoint it is the embedded storage, which browsers reach through the API. */
export type StorageAddress = Omit<OutsideStorage, 'publicEndpoint'> &
  Partial<Pick<OutsideStorage, 'publicEndpoint'>>

/** From the configuration alone; null when some service has no outside address. */
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

/** One key for each purpose from the master key (HMAC-SHA-256), the same in every process. */
export function deriveSecrets(masterKey: string): Addresses['secrets'] {
  const derive = (purpose: string) =>
    new Bun.CryptoHasher('sha256', masterKey).update(`aam/${purpose}`).digest('base64url')
  return { masterKey, sessionSecret: derive('session'), cursorSecret: derive('cursor') }
}
