import { Readable } from 'node:stream'
import type { S3Client } from '@aws-sdk/client-s3'

/** Hashing or sending this much takes a fraction of a millisecond. */
const sliceBytes = 262_144

interface Outgoing {
  headers: Record<string, string>
  body?: unknown
}

/**
 * Makes a client hash and send large bodies in slices, yielding to the event loop in between: in one go, each 20 MB
 * would block it for 50 ms. The signature still covers the body's hash, and each retry reads the body anew.
 */
export function sendInSlices(client: S3Client): void {
  client.middlewareStack.add(
    (next) => async (args) => {
      const { body, headers } = args.request as Outgoing
      // The signer skips hashing when the hash is given.
      if (isLarge(body)) headers['x-amz-content-sha256'] ??= await hashOf(body)
      return next(args)
    },
    { step: 'build', name: 'hashInSlices' },
  )
  client.middlewareStack.add(
    (next) => (args) => {
      const request = args.request as Outgoing
      if (!isLarge(request.body)) return next(args)
      const sliced: Outgoing = Object.create(
        Object.getPrototypeOf(request) as object,
        Object.getOwnPropertyDescriptors(request),
      )
      sliced.body = Readable.from(slicesOf(request.body))
      return next({ ...args, request: sliced })
    },
    { step: 'deserialize', name: 'sendInSlices' },
  )
}

const isLarge = (body: unknown): body is Uint8Array =>
  body instanceof Uint8Array && body.byteLength > sliceBytes

function* slicesOf(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += sliceBytes) {
    yield bytes.subarray(at, at + sliceBytes)
  }
}

async function hashOf(bytes: Uint8Array): Promise<string> {
  const hasher = new Bun.CryptoHasher('sha256')
  for (const slice of slicesOf(bytes)) {
    hasher.update(slice)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return hasher.digest('hex')
}
