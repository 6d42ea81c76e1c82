import { OutboundRefused } from './refusal.ts'

/**
 * The same answer, which breaks off with OutboundRefused once it is larger than allowed or `signal` aborts. `onEnd` is
 * called when nothing more is read.
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
  return new Response(body, { status, statusText, headers: unpacked(headers) })
}

/** What was packed on the way has been unpacked: who reads it must not unpack it again. */
function unpacked(headers: Headers): Headers {
  if (!headers.has('content-encoding')) return headers
  const own = new Headers(headers)
  own.delete('content-encoding')
  own.delete('content-length')
  return own
}
