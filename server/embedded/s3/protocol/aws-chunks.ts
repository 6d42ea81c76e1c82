import { createHash, type Hash } from 'node:crypto'
import type { Authenticated } from './authenticate.ts'
import { S3Error } from './s3-error.ts'
import { type Credentials, scopeOf, signaturesEqual, signingKey, signText } from './sigv4.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming.html (and -streaming-trailers)

const kinds = new Set([
  'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
])
const longestLineBytes = 4 * 1024
const maxTrailers = 8
const emptyHash = createHash('sha256').digest('hex')

/** Decodes an aws-chunked body, and verifies the chain of chunk signatures if it has one. */
export class AwsChunks {
  readonly trailerNames: string[]
  readonly trailers = new Map<string, string>()
  readonly #isSigned: boolean
  readonly #hasTrailer: boolean
  readonly #key: Buffer
  readonly #scope: string
  readonly #timestamp: string
  #previousSignature: string
  #buffer: Buffer = Buffer.alloc(0)
  #source: AsyncIterator<Uint8Array> | undefined

  constructor(request: Authenticated, credentials: Credentials) {
    const kind = request.payloadHash
    if (!kinds.has(kind)) throw new S3Error('NotImplemented', `${kind} is not supported.`)
    this.#isSigned = kind.includes('HMAC')
    this.#hasTrailer = kind.endsWith('-TRAILER')
    this.#key = signingKey(credentials, request.timestamp)
    this.#scope = scopeOf(request.timestamp, credentials.region)
    this.#timestamp = request.timestamp
    this.#previousSignature = request.signature
    const announced = this.#hasTrailer ? (request.amz('x-amz-trailer') ?? '') : ''
    this.trailerNames = announced
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name.startsWith('x-amz-checksum-'))
  }

  async *decode(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    this.#source = source[Symbol.asyncIterator]()
    for (;;) {
      const { sizeBytes, signature } = parseChunkLine(await this.#line())
      const hash = this.#isSigned ? createHash('sha256') : undefined
      yield* this.#payload(sizeBytes, hash)
      if (hash !== undefined) this.#checkChunk(hash, signature)
      if (sizeBytes === 0) break
      if ((await this.#line()) !== '') throw invalidChunk()
    }
    await this.#readTrailers()
  }

  async *#payload(sizeBytes: number, hash: Hash | undefined): AsyncGenerator<Uint8Array> {
    let left = sizeBytes
    while (left > 0) {
      if (this.#buffer.length === 0 && !(await this.#fill())) throw invalidChunk()
      const chunk = this.#buffer.subarray(0, left)
      this.#buffer = this.#buffer.subarray(chunk.length)
      left -= chunk.length
      hash?.update(chunk)
      yield chunk
    }
  }

  async #line(): Promise<string> {
    for (;;) {
      const end = this.#buffer.indexOf('\r\n')
      if (end > longestLineBytes) throw invalidChunk()
      if (end >= 0) {
        const line = this.#buffer.toString('latin1', 0, end)
        this.#buffer = this.#buffer.subarray(end + 2)
        return line
      }
      if (this.#buffer.length > longestLineBytes || !(await this.#fill())) throw invalidChunk()
    }
  }

  async #fill(): Promise<boolean> {
    const next = await this.#source?.next()
    if (next === undefined || next.done === true) return false
    this.#buffer =
      this.#buffer.length === 0
        ? Buffer.from(next.value)
        : Buffer.concat([this.#buffer, next.value])
    return true
  }

  async #readTrailers(): Promise<void> {
    let signed = ''
    for (let count = 0; count <= maxTrailers; count++) {
      const line = await this.#line()
      if (line === '') {
        if (this.#isSigned && this.#hasTrailer) throw badSignature()
        return
      }
      const colon = line.indexOf(':')
      const name = line.slice(0, colon).trim().toLowerCase()
      const value = line.slice(colon + 1).trim()
      if (name === 'x-amz-trailer-signature') {
        this.#checkTrailer(signed, value)
        return
      }
      this.trailers.set(name, value)
      signed += `${name}:${value}\n`
    }
    throw invalidChunk()
  }

  #checkChunk(hash: Hash, signature: string | undefined): void {
    const expected = this.#sign(`AWS4-HMAC-SHA256-PAYLOAD`, [emptyHash, hash.digest('hex')])
    if (signature === undefined || !signaturesEqual(expected, signature)) throw badSignature()
    this.#previousSignature = expected
  }

  #checkTrailer(signed: string, signature: string): void {
    if (!this.#isSigned) return
    const expected = this.#sign('AWS4-HMAC-SHA256-TRAILER', [
      createHash('sha256').update(signed).digest('hex'),
    ])
    if (!signaturesEqual(expected, signature)) throw badSignature()
  }

  #sign(kind: string, hashes: string[]): string {
    const lines = [kind, this.#timestamp, this.#scope, this.#previousSignature, ...hashes]
    return signText(this.#key, lines.join('\n'))
  }
}

function parseChunkLine(line: string): { sizeBytes: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,10})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (match === null) throw invalidChunk()
  return { sizeBytes: Number.parseInt(match[1] ?? '', 16), signature: match[2] }
}

const invalidChunk = (): S3Error =>
  new S3Error('IncompleteBody', 'The aws-chunked body is cut short or malformed.')

const badSignature = (): S3Error =>
  new S3Error('SignatureDoesNotMatch', 'A chunk signature does not match.')
