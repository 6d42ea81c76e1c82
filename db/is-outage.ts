import { isDatabaseOutage } from './outage.ts'

/** Messages of ioredis errors for abandoned commands; they have no code. */
const redisUnavailable =
  /^(?:Connection is closed|Reached the max retries per request|Stream isn't writeable|Command timed out|Command aborted due to connection close|Socket timeout)/

/**
 * Whether an error means that the installation's own database, Redis or storage is unavailable. Such an outage ends
 * without changes by people, unlike a provider's error.
 */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (isDatabaseOutage(error) || redisUnavailable.test(error.message)) return true
  const { name, code } = error as { name: string; code?: unknown }
  return code === 'COMMIT_UNKNOWN' || (name === 'StorageError' && code === 'unavailable')
}
