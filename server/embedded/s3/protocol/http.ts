import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Body, Reply } from './reply.ts'

/** A request as S3 needs it, with the raw target, which the signature covers. */
export interface S3Request {
  method: string
  /** Path and query, percent-encoded, not normalised. */
  target: string
  headers: Headers
  body: AsyncIterable<Uint8Array>
}

const keepAliveMs = 75_000
const headersWithinMs = 30_000
const maxWaitingBytes = 1024 * 1024
const maxDiscardedBytes = 64 * 1024 * 1024

/**
 * Uses node:http: Bun.serve drops the Content-Length of a streamed response and normalises the path
 * (oven-sh/bun#10507).
 */
export async function listen(
  { host, port }: { host: string; port: number },
  respond: (request: S3Request) => Promise<Reply>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const server = createServer((request, response) => {
    void exchange(request, response, respond)
  })
  server.requestTimeout = 0
  server.headersTimeout = headersWithinMs
  server.keepAliveTimeout = keepAliveMs
  await started(server, host, port)
  const address = server.address()
  return {
    port: typeof address === 'object' && address !== null ? address.port : port,
    stop: () => stopped(server),
  }
}

async function exchange(
  incoming: IncomingMessage,
  response: ServerResponse,
  respond: (request: S3Request) => Promise<Reply>,
): Promise<void> {
  try {
    const reply = await respond({
      method: incoming.method ?? '',
      target: incoming.url ?? '/',
      headers: readHeaders(incoming),
      body: arriving(incoming),
    })
    await send(response, reply)
    await discardRest(incoming)
  } catch {
    // The connection broke, so nobody receives an answer.
    response.destroy()
  }
}

function readHeaders(incoming: IncomingMessage): Headers {
  const headers = new Headers()
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    headers.append(incoming.rawHeaders[index] ?? '', incoming.rawHeaders[index + 1] ?? '')
  }
  return headers
}

/** Yields chunks as they arrive: the stream's own iterator copies everything that waited into a new one. */
async function* arriving(incoming: IncomingMessage): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = []
  let waitingBytes = 0
  let wake = () => {}
  const take = (chunk: Uint8Array) => {
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes >= maxWaitingBytes) incoming.pause()
    wake()
  }
  const end = () => wake()
  incoming.on('data', take).on('end', end).on('error', end).on('close', end)
  try {
    for (;;) {
      const taken = waiting
      waiting = []
      waitingBytes = 0
      yield* taken
      if (waiting.length > 0) continue
      if (incoming.readableEnded) return
      if (incoming.destroyed) throw incoming.errored ?? hungUp()
      incoming.resume()
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  } finally {
    incoming.pause()
    incoming.off('data', take).off('end', end).off('error', end).off('close', end)
  }
}

const hungUp = (): Error => Object.assign(new Error('The sender hung up.'), { code: 'ECONNRESET' })

async function send(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  if (body === null || typeof body === 'string') {
    const bytes = Buffer.from(body ?? '')
    const hasLength = 'content-length' in headers || status === 204 || status === 304
    const length = hasLength ? {} : { 'content-length': String(bytes.length) }
    response.writeHead(status, { ...headers, ...length })
    response.end(bytes)
    return
  }
  await stream(response, status, headers, body)
}

async function stream(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  { chunks, release }: Body,
): Promise<void> {
  try {
    response.writeHead(status, headers)
    for await (const chunk of chunks) {
      if (response.destroyed) return
      if (!response.write(chunk)) await roomOrEnd(response)
    }
    response.end()
  } finally {
    release()
  }
}

const roomOrEnd = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    const go = () => {
      response.off('drain', go)
      response.off('close', go)
      resolve()
    }
    response.on('drain', go)
    response.on('close', go)
  })

/** Reads a refused upload to its end, within bounds, so that its sender sees the answer. */
async function discardRest(incoming: IncomingMessage): Promise<void> {
  if (incoming.readableEnded || incoming.destroyed) return
  let discardedBytes = 0
  for await (const chunk of incoming as AsyncIterable<Uint8Array>) {
    discardedBytes += chunk.length
    if (discardedBytes > maxDiscardedBytes) break
  }
  if (!incoming.readableEnded) incoming.destroy()
}

const started = (server: Server, host: string, port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })

const stopped = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
