import { SpeechError } from '../../modules/transcription/ports.ts'
import { findRefusal } from '../../platform/outbound/index.ts'
import { traceHeaders } from '../../platform/telemetry/span.ts'
import { nameOutbound, tooSlow, unreachable } from './name-fault.ts'

/** Providers may work this long on a recording once they have it. */
export const patienceMs = 15 * 60_000
/** A slow line, for what passes through the worker. */
const bytesPerSecond = 250_000

/** How long a call with so many bytes may take, in milliseconds. */
export const limitFor = (sizeBytes: number, patience: number): number =>
  patience + Math.ceil(sizeBytes / bytesPerSecond) * 1_000

/**
 * One call within a time limit. Throws the outer signal's reason when that aborts, and a SpeechError for everything that
 * `call` itself did not name.
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
    if (refused) throw nameOutbound(provider, refused)
    throw unreachable(provider, error)
  } finally {
    clearTimeout(timer)
  }
}

/**
 * Bun ends a request after five minutes without a byte: a provider at work on a long recording is silent for longer. The
 * trace context goes along, for a provider that traces, too.
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
  /** What broke the source, which the receiver only knows as a broken connection. */
  fault(): unknown
  release(): Promise<void>
}

/** Hands a recording through with backpressure, and remembers whether it was the recording that broke. */
export function passOn(source: ReadableStream<Uint8Array>): PassedBody {
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
