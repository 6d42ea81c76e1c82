import OpenAI, { APIError } from 'openai'
import { ServerRefusal } from './faults.ts'
import { readServerError } from './server-error.ts'

/** No error body needs to be longer. */
const maxErrorBytes = 64_000

/** A response with an error status and its raw body: the SDK keeps only what is inside `error`. */
class RefusedStatus extends APIError {
  constructor(
    status: number,
    readonly body: unknown,
    headers: Headers,
  ) {
    super(status, undefined, undefined, headers)
  }
}

class Client extends OpenAI {
  protected override makeStatusError(
    status: number,
    body: object | undefined,
    text: string | undefined,
    headers: Headers,
  ): APIError {
    return new RefusedStatus(status, body ?? text ?? '', headers)
  }
}

/** The SDK without retries and logs of its own; `asRefusal` reads its errors. */
export const openClient = (
  baseUrl: string,
  apiKey: string | null,
  timeoutMs: number,
  fetchFrom: typeof fetch = fetch,
): OpenAI =>
  new Client({
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: capErrors(fetchFrom),
  })

/** Returns what a server said, when an error of the SDK or its streams contains it. */
export const asRefusal = (error: unknown): unknown =>
  error instanceof RefusedStatus
    ? new ServerRefusal(readServerError(error.status ?? null, error.body), error.headers)
    : error

const capErrors =
  (fetchFrom: typeof fetch) =>
  async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    // The runtime's own limit is shorter than a slow server needs for its first word.
    const response = await fetchFrom(input, { ...init, timeout: false } as RequestInit)
    if (response.ok || !response.body) return response
    const { status, statusText, headers } = response
    return new Response(capped(response.body, maxErrorBytes), { status, statusText, headers })
  }

function capped(body: ReadableStream<Uint8Array>, mostBytes: number): ReadableStream<Uint8Array> {
  const reader = body.getReader()
  let left = mostBytes
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read()
      if (value) controller.enqueue(value.subarray(0, left))
      left -= value?.length ?? 0
      if (!done && left > 0) return
      controller.close()
      if (!done) await reader.cancel()
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
