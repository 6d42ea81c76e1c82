import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { AppError } from '../../platform/errors.ts'
import {
  type PeerLog,
  type PeerWatch,
  watchPeer,
  whileAnswering,
} from '../../platform/peer-watch.ts'
import { toStorageError } from './to-storage-error.ts'
import { sendInSlices } from './in-slices.ts'
import { sendInTurn } from './in-turn.ts'
import { traceRequests } from './trace-requests.ts'
import { multipartOf } from './multipart.ts'
import { invalid, signatureSeconds } from './limits.ts'
import {
  type ByteRange,
  type ObjectFacts,
  type ObjectStorage,
  type ObjectStream,
  type SignOptions,
  StorageError,
} from './storage.ts'

export * from './storage.ts'

export interface StorageOptions {
  endpoint: string
  region: string
  accessKeyId: string
  secretAccessKey: string
  bucket: string
  /** Address of the storage for clients outside; used in signed addresses. */
  publicEndpoint?: string
  /** Logs when the storage falls silent and when it answers again. */
  log?: PeerLog
}

const deletesAtOnce = 8
const maxSigners = 64
const octets = 'application/octet-stream'

/**
 * Object storage on any S3-compatible server (path style). Throws StorageError with a code and whether a retry can
 * help; network faults and 5xx are tried three times first. An operation may take long, such as joining the parts of a
 * large file, while the storage answers other requests; it fails within 4 s when the storage answers none.
 */
export function createStorage(options: StorageOptions): ObjectStorage {
  const { bucket } = options
  const client = connect(options, options.endpoint)
  const watch = watchStorage(options)
  traceRequests(client)
  sendInTurn(client, watch)
  const signerFor = signers(options, client)
  const signerOf = (sign: SignOptions) =>
    sign.isInside === true ? client : signerFor(sign.publicEndpoint ?? options.publicEndpoint)
  const named = async <T>(doing: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw error instanceof AppError ? error : toStorageError(error, doing)
    }
  }
  const open = (key: string, range?: ByteRange) =>
    client.send(new GetObjectCommand({ Bucket: bucket, Key: key, ...rangeHeader(range) }))
  const remove = (key: string) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }))

  return {
    put: (key, bytes, { contentType }) =>
      named('storing an object', async () => {
        await client.send(
          new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, ContentType: contentType }),
        )
      }),
    get: (key) =>
      named('reading an object', () =>
        whileAnswering(watch, 'storage', async () =>
          bodyOf(await open(key)).transformToByteArray(),
        ),
      ),
    getStream: (key, range) =>
      named('reading an object', async () => toStream(await open(key, range), watch)),
    head: (key) => named('looking up an object', () => findFacts(client, bucket, key)),
    delete: (key) => named('deleting an object', async () => void (await remove(key))),
    deletePrefix: (prefix) =>
      named('deleting a prefix', async () => {
        if (prefix === '') throw invalid('A prefix to delete must not be empty.')
        let deleted = 0
        for await (const keys of keysWith(client, bucket, prefix)) {
          for (let start = 0; start < keys.length; start += deletesAtOnce) {
            await Promise.all(keys.slice(start, start + deletesAtOnce).map(remove))
          }
          deleted += keys.length
        }
        return deleted
      }),
    ...multipartOf({ client, bucket, named, signerOf }),
    signGet: (key, seconds, sign = {}) =>
      named('signing an address', async () => {
        const command = new GetObjectCommand({ Bucket: bucket, Key: key, ...answerAs(sign) })
        const expiresIn = signatureSeconds(seconds, sign.isInside)
        return getSignedUrl(signerOf(sign), command, { expiresIn })
      }),
    ensureBucket: () => named('making the bucket', () => ensureBucket(client, bucket)),
    ping: () =>
      named('reaching the bucket', async () => {
        if (!(await hasBucket(client, bucket))) throw bucketMissing()
      }),
    whileAnswering: (work) => whileAnswering(watch, 'storage', work),
    close: () => {
      watch.stop()
      client.destroy()
    },
  }
}

/** A kept connection may have died silently, which only the request's own timeout would reveal. */
const freshConnections = { keepAlive: false }

function connect(options: StorageOptions, endpoint: string, maxAttempts = 3): S3Client {
  const client = new S3Client({
    endpoint,
    region: options.region,
    credentials: {
      accessKeyId: options.accessKeyId,
      secretAccessKey: options.secretAccessKey,
    },
    forcePathStyle: true,
    // Servers other than Amazon's refuse or ignore the SDK's newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts,
    requestHandler: {
      connectionTimeout: 3_000,
      requestTimeout: 30_000,
      httpAgent: freshConnections,
      httpsAgent: freshConnections,
    },
  })
  sendInSlices(client)
  return client
}

/** Probes once, over its own connections, so that neither retries nor other work can delay it. */
function watchStorage(options: StorageOptions): PeerWatch {
  const client = connect(options, options.endpoint, 1)
  return watchPeer(
    'storage',
    async (abortSignal) => {
      try {
        await client.send(new HeadBucketCommand({ Bucket: options.bucket }), { abortSignal })
      } catch (error) {
        // A refusal is an answer too.
        if (toStorageError(error, 'reaching the bucket').reported.status === undefined) throw error
      }
    },
    { log: options.log },
  )
}

/** One signing client for each public address; the oldest are dropped when there are many. */
function signers(options: StorageOptions, client: S3Client) {
  const known = new Map<string, S3Client>()
  return (publicEndpoint: string | undefined): S3Client => {
    if (publicEndpoint === undefined) return client
    const existing = known.get(publicEndpoint)
    if (existing !== undefined) return existing
    const [oldest] = known.keys()
    if (known.size >= maxSigners && oldest !== undefined) known.delete(oldest)
    const signer = connect(options, publicEndpoint)
    known.set(publicEndpoint, signer)
    return signer
  }
}

async function findFacts(
  client: S3Client,
  bucket: string,
  key: string,
): Promise<ObjectFacts | undefined> {
  try {
    const found = await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }))
    return {
      sizeBytes: found.ContentLength ?? 0,
      contentType: found.ContentType ?? octets,
      etag: (found.ETag ?? '').replaceAll('"', ''),
      modifiedAt: found.LastModified ?? new Date(0),
    }
  } catch (error) {
    const named = toStorageError(error, 'looking up an object')
    if (named.code === 'not_found') return undefined
    throw named
  }
}

async function ensureBucket(client: S3Client, bucket: string): Promise<void> {
  if (await hasBucket(client, bucket)) return
  await client.send(new CreateBucketCommand({ Bucket: bucket }))
}

async function hasBucket(client: S3Client, bucket: string): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
    return true
  } catch (error) {
    // A response to HEAD has no body, so a missing bucket looks like a missing key.
    if (toStorageError(error, 'reaching the bucket').code === 'not_found') return false
    throw error
  }
}

/** Lists the keys under a prefix page by page. */
async function* keysWith(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncGenerator<string[]> {
  let token: string | undefined
  do {
    const page = await client.send(
      new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token }),
    )
    const keys = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]))
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
    if (keys.length > 0) yield keys
  } while (token !== undefined)
}

function toStream(output: GetObjectCommandOutput, watch: PeerWatch): ObjectStream {
  const reader = bodyOf(output).transformToWebStream().getReader() as ReadableStreamDefaultReader<
    Uint8Array<ArrayBuffer>
  >
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await whileAnswering(watch, 'storage', () => reader.read())
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
  return {
    body,
    sizeBytes: output.ContentLength ?? 0,
    contentType: output.ContentType ?? octets,
  }
}

function bodyOf({ Body }: GetObjectCommandOutput) {
  if (Body !== undefined) return Body
  throw new StorageError('unavailable', true, 'The storage answered without a body.')
}

const rangeHeader = (range: ByteRange | undefined) =>
  range === undefined ? {} : { Range: `bytes=${range.firstByte}-${range.lastByte ?? ''}` }

/** RFC 6266: an ASCII name for old clients, the exact one for the others. */
function answerAs({ downloadName, contentType }: SignOptions) {
  const type = contentType === undefined ? {} : { ResponseContentType: contentType }
  if (downloadName === undefined) return type
  const plain = downloadName.replaceAll(/[^\w.() -]/g, '_')
  const exact = encodeURIComponent(downloadName).replaceAll(/['()*]/g, escapeCharacter)
  return {
    ...type,
    ResponseContentDisposition: `attachment; filename="${plain}"; filename*=UTF-8''${exact}`,
  }
}

const escapeCharacter = (character: string): string =>
  `%${character.charCodeAt(0).toString(16).toUpperCase()}`

const bucketMissing = (): StorageError =>
  new StorageError(
    'bucket_missing',
    false,
    'The bucket does not exist: create it, or check S3_BUCKET.',
  )
