import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { authenticate } from './protocol/authenticate.ts'
import {
  createBucket,
  deleteBucket,
  deleteObjects,
  headBucket,
  listBuckets,
  locateBucket,
} from './operations/buckets.ts'
import { Catalog } from './store/catalog.ts'
import { emptyReply, type Exchange, type Reply, type Storage } from './operations/exchange.ts'
import { Files } from './store/files.ts'
import { listen, type S3Request } from './protocol/http.ts'
import { listObjects } from './operations/listing.ts'
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from './operations/multipart.ts'
import { deleteObject, getObject, putObject } from './operations/objects.ts'
import { readBody } from './protocol/request-body.ts'
import { S3Error } from './protocol/s3-error.ts'
import type { Credentials } from './protocol/sigv4.ts'
import { xmlDocument } from './protocol/xml.ts'

export interface S3ServerOptions {
  folder: string
  port: number
  credentials: Credentials
  /** Made at start when missing. */
  bucket: string
}

export interface S3Server {
  port: number
  /** Resolves when what a crash left behind has been removed. */
  swept: Promise<number>
  stop(): Promise<void>
}

const longestKeyBytes = 1024
const largestDocumentBytes = 2 * 1024 * 1024
// Where the API serves this storage on its own origin; browsers' addresses are signed with it.
const sameOriginPrefix = '/_s3/'

/** Serves the S3 protocol from a folder, on loopback, path style, to one key pair. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const files = new Files(options.folder)
  const catalog = new Catalog(join(options.folder, 'catalog.sqlite'))
  catalog.createBucket(options.bucket, Date.now())
  const storage: Storage = { files, catalog, credentials: options.credentials }
  const server = await listen(options.port, (request) => respond(storage, request))
  const stopping = new AbortController()
  const swept = files.sweep((file) => catalog.knowsFile(file), stopping.signal)
  return {
    port: server.port,
    swept,
    async stop() {
      stopping.abort()
      await swept.catch(() => 0)
      await server.stop()
      catalog.close()
    },
  }
}

async function respond(storage: Storage, request: S3Request): Promise<Reply> {
  const requestId = randomUUID()
  const reply = await operate(storage, request).catch((error: unknown) =>
    errorReply(error, request, requestId),
  )
  return { ...reply, headers: { ...reply.headers, 'x-amz-request-id': requestId } }
}

async function operate(storage: Storage, request: S3Request): Promise<Reply> {
  const exchange = openExchange(storage, request)
  if (exchange.bucket === '') {
    if (request.method === 'GET') return listBuckets(storage)
    throw notAllowed()
  }
  return exchange.key === ''
    ? bucketOperation(storage, exchange)
    : objectOperation(storage, exchange)
}

function openExchange(storage: Storage, request: S3Request): Exchange {
  const { rawPath, rawQuery } = splitTarget(request.target)
  const query = parseQuery(rawQuery)
  decodeText(rawPath)
  const { method, headers } = request
  const authenticated = authenticate(
    { method, rawPath, query, headers },
    storage.credentials,
    Date.now(),
  )
  const path = rawPath.startsWith(sameOriginPrefix)
    ? rawPath.slice(sameOriginPrefix.length)
    : rawPath.slice(1)
  const slash = path.indexOf('/')
  const bucket = decodeText(slash < 0 ? path : path.slice(0, slash))
  const key = slash < 0 ? '' : decodeText(path.slice(slash + 1))
  if (Buffer.byteLength(key) > longestKeyBytes) {
    throw new S3Error('KeyTooLongError', 'Your key is too long.')
  }
  return { request, authenticated, query: new Map(query), bucket, key }
}

async function bucketOperation(storage: Storage, exchange: Exchange): Promise<Reply> {
  const { request, query } = exchange
  if (request.method === 'GET') {
    if (query.has('location')) return locateBucket(storage, exchange)
    return query.has('uploads') ? listUploads(storage, exchange) : listObjects(storage, exchange)
  }
  if (request.method === 'HEAD') return headBucket(storage, exchange)
  if (request.method === 'PUT' && query.size === 0) return createBucket(storage, exchange)
  if (request.method === 'DELETE') return deleteBucket(storage, exchange)
  if (request.method === 'POST' && query.has('delete')) {
    return deleteObjects(storage, exchange, await readDocument(storage, exchange))
  }
  throw notAllowed()
}

async function objectOperation(storage: Storage, exchange: Exchange): Promise<Reply> {
  const { request, query } = exchange
  const inUpload = query.has('uploadId')
  switch (request.method) {
    case 'GET':
      return inUpload ? listParts(storage, exchange) : getObject(storage, exchange)
    case 'HEAD':
      return getObject(storage, exchange)
    case 'PUT':
      return inUpload ? uploadPart(storage, exchange) : putObject(storage, exchange)
    case 'DELETE':
      return inUpload ? abortUpload(storage, exchange) : deleteObject(storage, exchange)
    case 'POST':
      if (query.has('uploads')) return createUpload(storage, exchange)
      if (inUpload) return completeUpload(storage, exchange, await readDocument(storage, exchange))
      throw notAllowed()
    default:
      throw notAllowed()
  }
}

async function readDocument(storage: Storage, exchange: Exchange): Promise<string> {
  const body = readBody(exchange.request, exchange.authenticated, storage.credentials)
  const chunks: Uint8Array[] = []
  let sizeBytes = 0
  for await (const chunk of body.chunks()) {
    sizeBytes += chunk.length
    if (sizeBytes > largestDocumentBytes) {
      throw new S3Error('EntityTooLarge', 'The document is too large.')
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function splitTarget(target: string): { rawPath: string; rawQuery: string } {
  if (!target.startsWith('/')) throw new S3Error('InvalidURI', 'The address must be a path.')
  const mark = target.indexOf('?')
  return mark < 0
    ? { rawPath: target, rawQuery: '' }
    : { rawPath: target.slice(0, mark), rawQuery: target.slice(mark + 1) }
}

const parseQuery = (rawQuery: string): [string, string][] =>
  rawQuery
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const equals = part.indexOf('=')
      const [name, value] =
        equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)]
      return [decodeText(name.replaceAll('+', ' ')), decodeText(value.replaceAll('+', ' '))]
    })

function decodeText(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI', 'The address is not valid percent-encoded UTF-8.')
  }
}

const notAllowed = (): S3Error =>
  new S3Error('MethodNotAllowed', 'The specified method is not allowed against this resource.')

const isHangUp = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ECONNRESET'

function errorReply(error: unknown, request: S3Request, requestId: string): Reply {
  const known =
    error instanceof S3Error
      ? error
      : new S3Error('InternalError', 'We encountered an internal error. Please try again.')
  if (known !== error && !isHangUp(error)) {
    console.error(requestId, error instanceof Error ? error.message : 'failure')
  }
  if (request.method === 'HEAD' || known.code === 'NotModified') {
    return emptyReply(known.status, known.headers)
  }
  const document = xmlDocument(
    'Error',
    {
      Code: known.code,
      Message: known.message,
      Resource: request.target.split('?', 1)[0],
      RequestId: requestId,
    },
    false,
  )
  return {
    status: known.status,
    headers: { ...known.headers, 'content-type': 'application/xml' },
    body: document,
  }
}
