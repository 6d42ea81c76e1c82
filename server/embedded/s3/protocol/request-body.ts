import { type Authenticated, unsignedPayload } from './authenticate.ts'
import { AwsChunks } from './aws-chunks.ts'
import { BodyChecks, type CheckedSums } from './checksums.ts'
import type { S3Request } from './http.ts'
import { S3Error } from './s3-error.ts'
import type { Credentials } from './sigv4.ts'

/** A request's body as it will be stored, verified while it streams. */
export interface CheckedBody {
  /** `bytes` are the raw bytes: the request's own, or those of a file that already holds them. */
  chunks(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array>
  /** Valid after the last chunk. */
  result(): CheckedSums
}

const largestDocumentBytes = 2 * 1024 * 1024
const largestBodyBytes = 5 * 1024 ** 3

/** Decodes plain and aws-chunked bodies with bounded memory; throws when they are not as announced. */
export function readBody(
  request: S3Request,
  authenticated: Authenticated,
  credentials: Credentials,
): CheckedBody {
  const { payloadHash } = authenticated
  const isChunked = payloadHash.startsWith('STREAMING-')
  if (!isChunked && payloadHash !== unsignedPayload && !/^[0-9a-f]{64}$/.test(payloadHash)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be a SHA-256 or UNSIGNED-PAYLOAD.',
    )
  }
  const expectedBytes = announcedLength(request, isChunked)
  const decoder = isChunked ? new AwsChunks(authenticated, credentials) : undefined
  const checks = new BodyChecks(authenticated, request.headers, decoder?.trailerNames ?? [])
  const result: CheckedSums = { contentTag: undefined, checksums: {} }
  return {
    async *chunks(bytes) {
      let sizeBytes = 0
      const decoded = decoder === undefined ? bytes : decoder.decode(bytes)
      for await (const chunk of decoded) {
        sizeBytes += chunk.length
        if (sizeBytes > expectedBytes) break
        checks.update(chunk)
        yield chunk
      }
      if (sizeBytes !== expectedBytes) {
        throw new S3Error('IncompleteBody', 'The body does not have the announced length.')
      }
      Object.assign(result, checks.finish(decoder?.trailers ?? new Map()))
    },
    result: () => result,
  }
}

/** The length that a request's headers announce for its body; throws when it is missing or too large. */
export function announcedLength(request: S3Request, isChunked: boolean): number {
  const name = isChunked ? 'x-amz-decoded-content-length' : 'content-length'
  const isEmpty = !isChunked && request.headers.get('transfer-encoding') === null
  const text = request.headers.get(name) ?? (isEmpty ? '0' : '')
  if (!/^\d{1,15}$/.test(text)) {
    throw new S3Error('MissingContentLength', `You must provide the ${name} header.`)
  }
  const sizeBytes = Number(text)
  if (sizeBytes > largestBodyBytes) {
    throw new S3Error('EntityTooLarge', 'A single upload may hold 5 GB at most.')
  }
  return sizeBytes
}

/** A document that a request brings. */
export async function readText(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const read: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of chunks) {
    sizeBytes += chunk.length
    if (sizeBytes > largestDocumentBytes) {
      throw new S3Error('EntityTooLarge', 'The document is too large.')
    }
    read.push(chunk)
  }
  return Buffer.concat(read).toString('utf8')
}
