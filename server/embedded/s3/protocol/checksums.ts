import { createHash, type Hash, timingSafeEqual } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Authenticated } from './authenticate.ts'
import { S3Error } from './s3-error.ts'

/** An incremental digest. */
interface RunningDigest {
  update(bytes: Uint8Array): void
  digest(): Buffer
}

const supported = {
  'x-amz-checksum-crc32': () => crcDigest(crc32),
  'x-amz-checksum-crc32c': () => crcDigest(crc32c),
  'x-amz-checksum-sha1': () => hashDigest('sha1'),
  'x-amz-checksum-sha256': () => hashDigest('sha256'),
} as const

export type ChecksumName = keyof typeof supported

export interface CheckedSums {
  /**
   * An ETag, which need not be an MD5 (S3 API, Object): a SHA-256 that was verified anyway, cut to the same length, or
   * else an MD5; undefined when a shorter checksum made both unnecessary.
   */
  contentTag: string | undefined
  /** `x-amz-checksum-<name>` to its base64 value. */
  checksums: Record<string, string>
}

const isSupported = (name: string): name is ChecksumName => name in supported

/** The header for S3's name of a checksum algorithm (`CRC32`); throws for an unknown one. */
export function checksumHeader(algorithm: string): ChecksumName {
  const name = `x-amz-checksum-${algorithm.toLowerCase()}`
  if (isSupported(name)) return name
  throw unsupported(name)
}

/** S3's name of the algorithm whose checksum comes with a request's body, or after it. */
export function announcedAlgorithm(request: Authenticated): string | undefined {
  const behind = (request.amz('x-amz-trailer') ?? '').split(',').map((name) => name.trim())
  const name =
    checksumNames.find((one) => request.amz(one) !== undefined) ?? behind.find(isSupported)
  return name?.slice('x-amz-checksum-'.length).toUpperCase()
}

/** Verifies everything that a request states about its body. */
export class BodyChecks {
  readonly #md5: Hash | undefined
  readonly #payload: { expected: string; digest: RunningDigest } | undefined
  readonly #contentMd5: Buffer | undefined
  readonly #declared = new Map<ChecksumName, { digest: RunningDigest; expected?: string }>()

  /** `trailers` are the checksums that follow the body of an aws-chunked request. */
  constructor(request: Authenticated, headers: Headers, trailers: string[]) {
    if (/^[0-9a-f]{64}$/.test(request.payloadHash)) {
      this.#payload = { expected: request.payloadHash, digest: hashDigest('sha256') }
    }
    const contentMd5 = headers.get('content-md5')
    if (contentMd5 !== null) this.#contentMd5 = decodeMd5(contentMd5)
    for (const name of checksumNames) {
      const expected = request.amz(name)
      if (expected !== undefined) this.#declared.set(name, { digest: supported[name](), expected })
    }
    for (const name of trailers) {
      if (!isSupported(name)) throw unsupported(name)
      this.#declared.set(name, { digest: supported[name]() })
    }
    if (request.amz('x-amz-checksum-crc64nvme') !== undefined) {
      throw unsupported('x-amz-checksum-crc64nvme')
    }
    const isChecked = this.#payload !== undefined || this.#declared.size > 0
    if (!isChecked || this.#contentMd5 !== undefined) this.#md5 = createHash('md5')
  }

  update(bytes: Uint8Array): void {
    this.#md5?.update(bytes)
    this.#payload?.digest.update(bytes)
    for (const { digest } of this.#declared.values()) digest.update(bytes)
  }

  /**
   * Returns the checksums to keep, and a digest of the content if there is one; throws when the body is not as
   * announced.
   */
  finish(trailers: Map<string, string>): CheckedSums {
    const md5 = this.#md5?.digest()
    if (md5 !== undefined && this.#contentMd5 !== undefined) {
      if (!timingSafeEqual(md5, this.#contentMd5)) throw badDigest()
    }
    let sha256: Buffer | undefined
    if (this.#payload !== undefined) {
      sha256 = this.#payload.digest.digest()
      if (sha256.toString('hex') !== this.#payload.expected) {
        throw new S3Error(
          'XAmzContentSHA256Mismatch',
          "The provided 'x-amz-content-sha256' header does not match what was computed.",
        )
      }
    }
    const checksums: Record<string, string> = {}
    for (const [name, { digest, expected }] of this.#declared) {
      const actual = digest.digest()
      const text = actual.toString('base64')
      if (text !== (expected ?? trailers.get(name))) throw badDigest()
      checksums[name] = text
      if (name === 'x-amz-checksum-sha256') sha256 = actual
    }
    const content = md5 ?? sha256
    return { contentTag: content?.toString('hex', 0, etagBytes), checksums }
  }
}

const etagBytes = 16

const checksumNames = Object.keys(supported).filter(isSupported)

const badDigest = (): S3Error =>
  new S3Error('BadDigest', 'A checksum you specified did not match what was received.')

const unsupported = (name: string): S3Error =>
  new S3Error('InvalidRequest', `The checksum ${name} is not supported.`)

function decodeMd5(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length !== 16) throw new S3Error('InvalidDigest', 'The Content-MD5 is not valid.')
  return bytes
}

function hashDigest(algorithm: 'sha1' | 'sha256'): RunningDigest {
  const hash = createHash(algorithm)
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}

function crcDigest(step: (bytes: Uint8Array, before: number) => number): RunningDigest {
  let value = 0
  return {
    update: (bytes) => {
      value = step(bytes, value)
    },
    digest: () => {
      const result = Buffer.alloc(4)
      result.writeUInt32BE(value >>> 0)
      return result
    },
  }
}

// CRC-32C (Castagnoli), RFC 3720 appendix B.4.
const castagnoli = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f63b78 : value >>> 1
  return value >>> 0
})

function crc32c(bytes: Uint8Array, before: number): number {
  let value = ~before >>> 0
  for (const byte of bytes) value = (value >>> 8) ^ (castagnoli[(value ^ byte) & 0xff] ?? 0)
  return ~value >>> 0
}
