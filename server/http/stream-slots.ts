import { type Claimant, type FairGateOptions, openFairGate } from '../platform/fair-gate.ts'

export type StreamSlots = (claimant: Claimant, open: () => Promise<Response>) => Promise<Response>

/**
 * Slots for answers that flow through this process for as long as somebody listens: each keeps its slot until its body
 * has been read or given up. Rejects as a fair gate does.
 */
export function openStreamSlots(options: FairGateOptions): StreamSlots {
  const gate = openFairGate(options)
  return (claimant, open) => {
    const answered = Promise.withResolvers<Response>()
    gate
      .run(claimant, async () => {
        const response = await open()
        if (!response.body) return answered.resolve(response)
        const { body, isOver } = watchEnd(response.body, claimant.signal)
        answered.resolve(new Response(body, response))
        await isOver
      })
      .catch(answered.reject)
    return answered.promise
  }
}

/** A body, and when it is over: read to its end, broken, given up, or nobody there to read it. */
function watchEnd(source: ReadableStream<Uint8Array>, signal: AbortSignal | undefined) {
  const reader = source.getReader()
  const over = Promise.withResolvers<void>()
  const giveUp = (reason: unknown): void => {
    over.resolve()
    reader.cancel(reason).catch(() => undefined)
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read()
          if (!done) return controller.enqueue(value)
          over.resolve()
          controller.close()
        } catch (error) {
          over.resolve()
          controller.error(error)
        }
      },
      cancel: giveUp,
    },
    { highWaterMark: 0 },
  )
  const abort = (): void => giveUp(signal?.reason)
  signal?.addEventListener('abort', abort, { once: true })
  const isOver = over.promise.finally(() => signal?.removeEventListener('abort', abort))
  return { body, isOver }
}
