import { run } from './run.ts'

/** A server of this process at the address of a service: what asks for `speech:8000` gets `target`. */
export async function serveAs(
  address: string,
  port: number,
  target: string,
  /** What the target asks for in its own tests; callers must come without. */
  key?: string,
): Promise<{ calls: string[]; keys: number; stop(): Promise<void> }> {
  await run(['ip', 'address', 'add', `${address}/32`, 'dev', 'aamcheck0'])
  const calls: string[] = []
  let keys = 0
  const server = Bun.serve({
    hostname: address,
    port,
    idleTimeout: 0,
    maxRequestBodySize: Number.MAX_SAFE_INTEGER,
    fetch(request) {
      const { pathname, search } = new URL(request.url)
      calls.push(pathname)
      const headers = new Headers(request.headers)
      headers.delete('host')
      // The SDK of OpenAI sends the word where it has no key.
      if (![null, 'Bearer none'].includes(headers.get('authorization'))) keys += 1
      if (key) headers.set('authorization', `Bearer ${key}`)
      return fetch(`${target}${pathname}${search}`, {
        method: request.method,
        headers,
        ...(request.body ? { body: request.body } : {}),
        decompress: false,
      } as RequestInit)
    },
  })
  return {
    calls,
    get keys() {
      return keys
    },
    stop: () => server.stop(true),
  }
}
