import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip } from 'node:zlib'
import Negotiator from 'negotiator'

/** Below this size the extra header costs more than compression saves. */
const minBytes = 1_024
/** Up to this size compressing takes less time than a hand-off to another thread. */
const maxSyncBytes = 65_536

const compressible =
  /^(?:text\/(?!event-stream)|image\/svg\+xml|application\/(?:[\w.-]+\+)?(?:json|xml|yaml|javascript)\b)/i

const brotli = { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }
const brotliInThread = promisify<Uint8Array, typeof brotli, Uint8Array>(brotliCompress)

interface Coding {
  compressSync(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>
  compressAsync(body: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>
}

const bytes = (made: Uint8Array): Uint8Array<ArrayBuffer> => made as Uint8Array<ArrayBuffer>

/** In order of preference. */
const codings: Record<string, Coding> = {
  zstd: {
    compressSync: (body) => bytes(Bun.zstdCompressSync(body, { level: 3 })),
    compressAsync: async (body) => bytes(await Bun.zstdCompress(body, { level: 3 })),
  },
  br: {
    compressSync: (body) => bytes(brotliCompressSync(body, brotli)),
    compressAsync: async (body) => bytes(await brotliInThread(body, brotli)),
  },
  gzip: {
    compressSync: (body) => Bun.gzipSync(body, { library: 'libdeflate' }),
    compressAsync: async (body) => bytes(await promisify<Uint8Array, Uint8Array>(gzip)(body)),
  },
}

/** The published types of `negotiator` lack the option. */
interface PreferringNegotiator {
  encoding(available: string[], options?: { preferred: string[] }): string | undefined
}

/** Chooses a content coding from `available`, in order of preference (RFC 9110, section 12.5.3); null for none. */
export function chooseCoding(request: Request, available: readonly string[]): string | null {
  const accepted = request.headers.get('accept-encoding')
  if (accepted === null) return null
  const negotiator: PreferringNegotiator = new Negotiator({
    headers: { 'accept-encoding': accepted },
  })
  const chosen = negotiator.encoding([...available, 'identity'], { preferred: [...available] })
  return chosen !== undefined && available.includes(chosen) ? chosen : null
}

/**
 * Compresses text and data responses over 1 KB with a coding that the client accepts. These responses are fully in
 * memory already; streams (live events, media) have other content types and stay uncompressed. The ETag is kept: it is
 * the revision that If-Match is compared with, and none of these responses is served in ranges.
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
  if (body.byteLength < minBytes) return new Response(body, response)
  const packed =
    body.byteLength <= maxSyncBytes ? coding.compressSync(body) : await coding.compressAsync(body)
  const answer = new Response(packed, response)
  answer.headers.set('content-encoding', name)
  answer.headers.delete('content-length')
  return answer
}
