/**
 * Codes of retryable failures: the connection was lost or never made, or the server is stopping, starting or silent.
 */
const outages = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'CONNECTION_CLOSED',
  'CONNECTION_ENDED',
  'CONNECTION_DESTROYED',
  'CONNECTION_SILENT',
  'CONNECT_TIMEOUT',
  'ACQUIRE_TIMEOUT',
  'PEER_SILENT',
  '25P03',
  '25006',
  '53300',
  '57P01',
  '57P02',
  '57P03',
])

/** Whether a database error, also one wrapped by Drizzle, means that the server is unavailable. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const cause = error.cause as { code?: unknown } | undefined
  const { code = cause?.code } = error as { code?: unknown }
  return typeof code === 'string' && outages.has(code)
}

/**
 * The server became unavailable between COMMIT and its response, so the transaction may or may not have been committed.
 * Its outcome is final once the server answers again.
 */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
  readonly code = 'COMMIT_UNKNOWN'
  readonly retryable = true
  constructor(cause: unknown) {
    super('The database did not say whether it had made the change', { cause })
  }
}
