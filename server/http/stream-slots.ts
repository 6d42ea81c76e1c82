import { type Claimant, type FairGateOptions, openFairGate } from '../platform/fair-gate.ts'

export type StreamSlots = (claimant: Claimant, open: () => Promise<Response>) => Promise<Response>

/**
 * Slots for streamed responses: each keeps its slot until its body has been read or abandoned. Rejects like a fair
 * gate.
 */
export function openStreamSlots(options: FairGateOptions): StreamSlots {
  const gate = openFairGate(options)
  return (claimant, open) => {
    const answered = Promise.withResolvers<Response>()
    gate
      .run(claimant, async () => {
        const response = await open()
        if (!response.body) return answered.resolve(response)
        const { body, whenEnded } = trackEnd(response.body, claimant.signal)
        answered.resolve(new Response(body, response))
        await whenEnded
      })
      .catch(answered.reject)
    return answered.promise
  }
}

/** Wraps a body and tracks its end: fully read, failed, cancelled, or abandoned by the client. */
function trackEnd(source: ReadableStream<Uint8Array>, signal: AbortSignal | undefined) {
  const reader = source.getReader()
  const ended = Promise.withResolvers<void>()
  const release = (reason: unknown): void => {
    ended.resolve()
    reader.cancel(reason).catch(() => undefined)
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          ended.resolve()
          controller.close()
        } catch (error) {
          ended.resolve()
          controller.error(error)
        }
      },
      cancel: release,
    },
    { highWaterMark: 0 },
  )
  const abort = (): void => release(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const whenEnded = ended.promise.finally(() => signal?.removeEventListener('abort', abort))
  return { body, whenEnded }
}
