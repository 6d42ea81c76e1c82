import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  createBucket,
  deleteBucket,
  deleteObjects,
  headBucket,
  listBuckets,
  locateBucket,
} from './operations/buckets.ts'
import { Backlog } from './store/backlog.ts'
import { Catalog } from './store/catalog.ts'
import { emptyReply, type Exchange, type Storage } from './operations/exchange.ts'
import type { Reply } from './protocol/reply.ts'
import { dropStale, handleTransfer, transferPath } from './operations/transfer.ts'
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
import { openExchange } from './operations/open-exchange.ts'
import { readBody, readText } from './protocol/request-body.ts'
import { S3Error } from './protocol/s3-error.ts'
import type { Credentials } from './protocol/sigv4.ts'
import { xmlDocument } from './protocol/xml.ts'

export interface S3ServerOptions {
  folder: string
  /** The address to listen on; loopback by default. */
  host?: string
  port: number
  credentials: Credentials
  /** Created at start when missing. */
  bucket: string
}

export interface S3Server {
  port: number
  /** Resolves when leftovers of a crash have been removed. */
  swept: Promise<number>
  stop(): Promise<void>
}

const staleCheckMs = 60_000
/** Of one upload. */
const maxUnlistedParts = 4

/** Serves a folder over the S3 protocol, path style, to one key pair. */
export async function startS3Server(options: S3ServerOptions): Promise<S3Server> {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 })
  const files = new Files(options.folder)
  const catalog = new Catalog(join(options.folder, 'catalog.sqlite'))
  catalog.createBucket(options.bucket, Date.now())
  const storage: Storage = {
    files,
    catalog,
    credentials: options.credentials,
    transfers: new Map(),
    unlisted: new Backlog(maxUnlistedParts),
  }
  const server = await listen({ host: '127.0.0.1', ...options }, (request) =>
    respond(storage, request),
  )
  const stopping = new AbortController()
  const stale = setInterval(() => dropStale(storage, Date.now()), staleCheckMs)
  const swept = files.sweep((file) => catalog.knowsFile(file), stopping.signal)
  return {
    port: server.port,
    swept,
    async stop() {
      stopping.abort()
      clearInterval(stale)
      await swept.catch(() => 0)
      await server.stop()
      await storage.unlisted.allSettled()
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
  if (request.target.startsWith(transferPath)) return handleTransfer(storage, request)
  const exchange = openExchange(storage, request)
  if (exchange.bucket === '') {
    if (request.method === 'GET') return listBuckets(storage)
    throw notAllowed()
  }
  return exchange.key === ''
    ? bucketOperation(storage, exchange)
    : objectOperation(storage, exchange)
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

const readDocument = (storage: Storage, { request, authenticated }: Exchange): Promise<string> =>
  readText(readBody(request, authenticated, storage.credentials).chunks(request.body))

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
