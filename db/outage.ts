/** The connection to the server was lost or never made, or the server stops, starts or is silent: worth another try. */
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

/** Whether an error of the database, or one that Drizzle wrapped, says that the server cannot be reached just now. */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const cause = error.cause as { code?: unknown } | undefined
  const { code = cause?.code } = error as { code?: unknown }
  return typeof code === 'string' && outages.has(code)
}

/**
 * The server fell silent or away between COMMIT and its answer: what the transaction wrote may be there or not, and will
 * not change any more once the server answers again.
 */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown'
  readonly code = 'COMMIT_UNKNOWN'
  readonly retryable = true
  constructor(cause: unknown) {
    super('The database did not say whether it had made the change', { cause })
  }
}
