import { RequestFailed } from '../problem.ts'
import { PutFailed } from './put-part.ts'

const firstWaitMs = 1_000
const longestWaitMs = 30_000
/** A server that answers with errors this often in a row will not mend itself while we watch. */
const maxServerErrors = 8

const statusOf = (error: unknown): number | undefined => {
  if (error instanceof PutFailed) return error.status
  return error instanceof RequestFailed ? error.problem.status : undefined
}

/** Failures inside the browser also have status 0, but retrying does not help. */
const isOwnFault = (error: unknown): boolean =>
  error instanceof RequestFailed && error.problem.status === 0 && error.problem.code !== 'offline'

/** The bytes differ from those that were signed: the file has changed. */
const changedCodes: ReadonlySet<string> = new Set([
  'BadDigest',
  'InvalidDigest',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
])

export const isOfChangedFile = (error: PutFailed): boolean =>
  error.status === 400 && error.code !== null && changedCodes.has(error.code)

/** S3 has one status for what is wrong with a request and for one that came in too slowly (`RequestTimeout`). */
const isPassingRefusal = (error: unknown): boolean =>
  error instanceof PutFailed && error.status === 400 && !isOfChangedFile(error)

/** Retries a lost connection without end, but not a server that answers with errors. */
export function isWorthRetrying(error: unknown, attempt: number): boolean {
  const status = statusOf(error)
  if (status === undefined || isOwnFault(error)) return false
  if (status === 0) return true
  const mayPass = isPassingRefusal(error) || status === 408 || status === 429 || status >= 500
  return mayPass && attempt < maxServerErrors
}

/** 1, 2, 4 … 30 s; up to a quarter less, so that many do not come back at the same moment. */
export const waitMsOf = (attempt: number, random = Math.random()): number =>
  Math.min(longestWaitMs, firstWaitMs * 2 ** (attempt - 1)) * (1 - random / 4)

/** Ends early when the connection comes back; while there is none, waits for it. Throws when aborted. */
export function waitToRetry(waitMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const end = (finish: () => void): void => {
      clearTimeout(timer)
      globalThis.removeEventListener('online', onOnline)
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    const onOnline = (): void => end(resolve)
    const onAbort = (): void => end(() => reject(signal.reason))
    if (signal.aborted) return onAbort()
    globalThis.addEventListener('online', onOnline)
    signal.addEventListener('abort', onAbort)
    if (navigator.onLine !== false) timer = setTimeout(() => end(resolve), waitMs)
  })
}

export interface RetryOptions {
  signal: AbortSignal
  /** Called before each wait. */
  onWait: () => void
  /** Checks a retryable failure; throwing ends the retries. */
  examine?: (error: unknown) => Promise<void>
}

/** Retries failures that the person did not cause, with growing waits. */
export async function retrying<T>(
  { signal, onWait, examine }: RetryOptions,
  work: () => Promise<T>,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work()
    } catch (error) {
      signal.throwIfAborted()
      if (!isWorthRetrying(error, attempt)) throw error
      onWait()
      await examine?.(error)
      await waitToRetry(waitMsOf(attempt), signal)
    }
  }
}
