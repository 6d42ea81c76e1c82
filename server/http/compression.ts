import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'

/** Below this a header costs more than compression saves. */
const leastBytes = 1_024
/** Up to here the work takes less time than handing it to another thread. */
const mostBytesAtOnce = 65_536

const compressible =
  /^(?:text\/(?!event-stream)|image\/svg\+xml|application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)\b)/i

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const brotliInThread = promisify<Uint8Array, typeof brotli, Uint8Array>(brotliCompress)

interface Coding {
  now(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>
  inThread(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
}

const bytes = (made: Uint8Array): Uint8Array<ArrayBuffer> => made as Uint8Array<ArrayBuffer>

/** In our order of preference. */
const codings: Record<string, Coding> = {
  zstd: {
    now: (body) => bytes(Bun.zstdCompressSync(body, { level: 3 })),
    inThread: async (body) => bytes(await Bun.zstdCompress(body, { level: 3 })),
  },
  br: {
    now: (body) => bytes(brotliCompressSync(body, brotli)),
    inThread: async (body) => bytes(await brotliInThread(body, brotli)),
  },
  gzip: {
    now: (body) => Bun.gzipSync(body, { library: 'libdeflate' }),
    inThread: async (body) => bytes(await promisify<Uint8Array, Uint8Array>(gzip)(body)),
  },
}

/** Its published types do not know the option yet. */
interface Preferring {
  encoding(available: string[], options?: { preferred: string[] }): string | undefined
}

/** The content coding among `available`, most wanted first, that the client takes (RFC 9110, section 12.5.3), or null. */
export function chooseCoding(request: Request, available: readonly string[]): string | null {
  const accepted = request.headers.get('accept-encoding')
  if (accepted === null) return null
  const negotiator: Preferring = new Negotiator({ headers: { 'accept-encoding': accepted } })
  const chosen = negotiator.encoding([...available, 'identity'], { preferred: [...available] })
  return chosen !== undefined && available.includes(chosen) ? chosen : null
}

/**
 * Compresses an answer of text or data over 1 KB by what the client takes. Such answers are whole in memory already;
 * what streams (live events, media) is of other types and passes. An ETag stays as it is: it names the revision that
 * If-Match is compared with, and none of these answers is served in ranges.
 */
export async function compress(request: Request, response: Response): Promise<Response> {
  const { headers } = response
  if (!compressible.test(headers.get('content-type') ?? '')) return response
  if (!/accept-encoding/i.test(headers.get('vary') ?? '')) headers.append('vary', 'accept-encoding')
  if (response.body === null || headers.has('content-encoding')) return response
  const name = chooseCoding(request, Object.keys(codings))
  const coding = name === null ? undefined : codings[name]
  if (name === null || coding === undefined) return response

  const body = await response.bytes()
  if (body.byteLength < leastBytes) return new Response(body, response)
  const packed = body.byteLength <= mostBytesAtOnce ? coding.now(body) : await coding.inThread(body)
  const answer = new Response(packed, response)
  answer.headers.set('content-encoding', name)
  answer.headers.delete('content-length')
  return answer
}
