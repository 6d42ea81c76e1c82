import OpenAI, { APIError } from 'openai'
import { ServerRefusal } from './faults.ts'
import { readServerError } from './server-error.ts'

/** Nothing that a server says of an error is longer. */
const mostErrorBytes = 64_000

/** An answer with a status of failure, its body as it came: the SDK itself keeps only what is inside `error`. */
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

/** The SDK without retries and logs of its own: `asRefusal` reads what its errors hold. */
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

/** What a server said, where an error of the SDK or of its streams holds that. */
export const asRefusal = (error: unknown): unknown =>
  error instanceof RefusedStatus
    ? new ServerRefusal(readServerError(error.status ?? null, error.body), error.headers)
    : error

const capErrors =
  (fetchFrom: typeof fetch) =>
  async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    // The runtime's own limit is shorter than what a slow server needs for its first word.
    const response = await fetchFrom(input, { ...init, timeout: false } as RequestInit)
    if (response.ok || !response.body) return response
    const { status, statusText, headers } = response
    return new Response(capped(response.body, mostErrorBytes), { status, statusText, headers })
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
