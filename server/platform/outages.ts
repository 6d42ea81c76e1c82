import { isDatabaseOutage } from '../../db/outage.ts'

/** What ioredis throws once it has given a command up; it sets no code. */
const redisAway =
  /^(?:Connection is closed|Reached the max retries per request|Stream isn't writeable|Command timed out|Command aborted due to connection close|Socket timeout)/

/**
 * Whether an error says that a part of the installation itself (database, Redis, storage) cannot be reached just now. It
 * ends without anybody's doing, unlike the fault of a provider.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isDatabaseOutage(error) || redisAway.test(error.message)) return true
  const { name, code } = error as { name: string; code?: unknown }
  return code === 'COMMIT_UNKNOWN' || (name === 'StorageError' && code === 'unavailable')
}
