import { SpeechError } from '../../modules/transcription/ports.ts'
import { findRefusal } from '../../platform/outbound/index.ts'
import { traceHeaders } from '../../platform/telemetry/span.ts'
import { classifyOutbound, tooSlow, unreachable } from './classify-fault.ts'

/** How long a provider may work on a recording once it has it. */
export const patienceMs = 15 * 60_000
/** The slowest connection to expect, for bytes that pass through the worker. */
const bytesPerSecond = 250_000

/** How long a call with so many bytes may take, in milliseconds. */
export const limitFor = (sizeBytes: number, patience: number): number =>
  patience + Math.ceil(sizeBytes / bytesPerSecond) * 1_000

/**
 * Makes one call within a time limit. Throws the outer signal's reason when that aborts, and a SpeechError for
 * everything that `call` itself did not classify.
 */
export async function oneCall<T>(
  provider: string,
  signal: AbortSignal,
  limitMs: number,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted()
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), limitMs)
  try {
    return await call(AbortSignal.any([signal, limit.signal]))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    if (limit.signal.aborted) throw tooSlow(provider)
    if (error instanceof SpeechError || isStorageFault(error)) throw error
    const refused = findRefusal(error)
    if (refused) throw classifyOutbound(provider, refused)
    throw unreachable(provider, error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Bun ends a request after five minutes without a byte, and a provider is silent for longer while it works on a long
 * recording. Sends the trace context along.
 */
export const patientFetch = ((input: Parameters<typeof fetch>[0], init: RequestInit = {}) => {
  const headers = new Headers(init.headers)
  for (const [name, value] of Object.entries(traceHeaders())) headers.set(name, value)
  return fetch(input, { ...init, headers, timeout: false } as RequestInit)
}) as typeof fetch

const isStorageFault = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StorageError'

export interface PassedBody {
  body: ReadableStream<Uint8Array>
  /** What broke the source; the receiver only sees a broken connection. */
  fault(): unknown
  release(): Promise<void>
}

/** Forwards a recording with backpressure, and records whether it was the recording that broke. */
export function forwardMedia(source: ReadableStream<Uint8Array>): PassedBody {
  const reader = source.getReader()
  let fault: unknown
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch (error) {
          fault = error
          controller.error(error)
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return {
    body,
    fault: () => fault,
    release: () => reader.cancel().catch(() => undefined),
  }
}
