import { OutboundRefused } from './refusal.ts'

/**
 * Wraps a response: its body fails with OutboundRefused when it exceeds `mostBytes`, and with the signal's reason when
 * `signal` aborts. `onEnd` is called when reading has ended.
 */
export function boundedBody(
  response: Response,
  mostBytes: number,
  { signal, onEnd }: { signal: AbortSignal; onEnd(): void },
): Response {
  const { status, statusText, headers } = response
  if (!response.body) {
    onEnd()
    return new Response(null, { status, statusText, headers })
  }
  const reader = response.body.getReader()
  let left = mostBytes
  const fail = async (reason: unknown): Promise<never> => {
    onEnd()
    await reader.cancel().catch(() => undefined)
    throw reason
  }
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { done, value } = await reader.read().catch((error: unknown) => {
        onEnd()
        throw signal.aborted ? signal.reason : error
      })
      if (done) {
        onEnd()
        controller.close()
        return
      }
      left -= value.length
      if (left < 0) await fail(new OutboundRefused('too_large'))
      controller.enqueue(value)
    },
    cancel: async (reason) => {
      onEnd()
      await reader.cancel(reason)
    },
  })
  return new Response(body, { status, statusText, headers: withoutEncoding(headers) })
}

/** `fetch` has already decompressed the body, so the reader must not decompress it again. */
function withoutEncoding(headers: Headers): Headers {
  if (!headers.has('content-encoding')) return headers
  const own = new Headers(headers)
  own.delete('content-encoding')
  own.delete('content-length')
  return own
}
