import { randomUUID } from 'node:crypto'
import type { Piece, StoredObject } from '../store/catalog.ts'
import { checkReadConditions, checkWriteConditions, parseRange } from './conditions.ts'
import {
  emptyReply,
  type Exchange,
  isoTime,
  quoted,
  requireBucket,
  requireObject,
  type Storage,
  xmlReply,
} from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { readBody } from '../protocol/request-body.ts'
import { S3Error } from '../protocol/s3-error.ts'

const keptHeaders = [
  'cache-control',
  'content-disposition',
  'content-encoding',
  'content-language',
  'expires',
]
const largestMetadataBytes = 2 * 1024
// Objects are served on the dashboard's origin too, so uploaded content must never run there.
const inert = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
}
const plainType = 'binary/octet-stream'

export async function putObject(storage: Storage, exchange: Exchange): Promise<Reply> {
  if (exchange.authenticated.amz('x-amz-copy-source') !== undefined) {
    return copyObject(storage, exchange)
  }
  const { request, bucket, key } = exchange
  requireBucket(storage, bucket)
  checkWriteConditions(request.headers, storage.catalog.findObject(bucket, key))
  const described = describeBody(exchange)
  const { piece, etag, checksums, durable } = await storeBody(storage, exchange)
  try {
    await durable
  } catch (error) {
    storage.files.remove([piece])
    throw error
  }
  const object = {
    ...newObject(exchange, described),
    sizeBytes: piece.sizeBytes,
    etag,
    checksums,
  }
  replaceObject(storage, request.headers, object, [piece])
  return emptyReply(200, { etag: quoted(etag), ...checksums })
}

interface StoredBody {
  piece: Piece
  etag: string
  checksums: Record<string, string>
  /** Resolves when the piece is on the disk. */
  durable: Promise<void>
}

/** Stores a request's body, or the file that already holds it, and verifies it. */
export async function storeBody(
  { files, credentials }: Storage,
  { request, authenticated, transferredFile }: Exchange,
): Promise<StoredBody> {
  const body = readBody(request, authenticated, credentials)
  const { piece, durable } =
    transferredFile === undefined
      ? { piece: await files.write(body.chunks(request.body)), durable: Promise.resolve() }
      : await files.adopt(transferredFile, (pieces) => body.chunks(pieces))
  const { contentTag, checksums } = body.result()
  // A file's name serves as well: no two contents share one.
  return { piece, etag: contentTag ?? piece.file.replaceAll('-', ''), checksums, durable }
}

/** Replaces an object atomically, unless the write's conditions no longer hold. */
export function replaceObject(
  storage: Storage,
  headers: Headers,
  object: StoredObject,
  pieces: Piece[],
  alsoInTransaction: () => void = () => undefined,
): void {
  const { catalog, files } = storage
  try {
    const replaced = catalog.transact(() => {
      requireBucket(storage, object.bucket)
      const existing = catalog.findObject(object.bucket, object.key)
      checkWriteConditions(headers, existing)
      alsoInTransaction()
      const old = existing === undefined ? [] : catalog.pieces(existing.id)
      if (existing !== undefined) catalog.deleteObject(existing)
      catalog.insertObject(object, pieces)
      return old
    })
    files.remove(replaced)
  } catch (error) {
    files.remove(pieces.filter(({ file }) => !catalog.knowsFile(file)))
    throw error
  }
}

export function getObject(storage: Storage, exchange: Exchange): Reply {
  const { request, bucket, key, query } = exchange
  const object = requireObject(storage, bucket, key)
  checkReadConditions(request.headers, object)
  const range = parseRange(request.headers.get('range'), object.sizeBytes)
  const { start, end } = range ?? { start: 0, end: object.sizeBytes }
  const headers: Record<string, string> = {
    ...object.headers,
    'content-type': object.contentType,
    'content-length': String(end - start),
    'last-modified': new Date(object.modifiedMs).toUTCString(),
    'accept-ranges': 'bytes',
    ...inert,
    etag: quoted(object.etag),
  }
  if (range !== undefined)
    headers['content-range'] = `bytes ${start}-${end - 1}/${object.sizeBytes}`
  else if (exchange.authenticated.amz('x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    for (const [name, value] of Object.entries(object.checksums)) headers[name] = value
  }
  for (const name of ['content-type', ...keptHeaders]) {
    const override = query.get(`response-${name}`)
    if (override !== undefined) headers[name] = headerValue(name, override)
  }
  const status = range === undefined ? 200 : 206
  if (request.method === 'HEAD') return emptyReply(status, headers)
  const pieces = storage.catalog.pieces(object.id)
  return { status, headers, body: storage.files.read(pieces, start, end) }
}

export function deleteObject(storage: Storage, exchange: Exchange): Reply {
  requireBucket(storage, exchange.bucket)
  removeKey(storage, exchange.bucket, exchange.key)
  return emptyReply(204)
}

/** Deletes a key; a missing one counts as deleted. */
export function removeKey({ catalog, files }: Storage, bucket: string, key: string): void {
  const pieces = catalog.transact(() => {
    const object = catalog.findObject(bucket, key)
    if (object === undefined) return []
    const pieces = catalog.pieces(object.id)
    catalog.deleteObject(object)
    return pieces
  })
  files.remove(pieces)
}

function copyObject(storage: Storage, exchange: Exchange): Reply {
  const source = parseCopySource(exchange.authenticated.amz('x-amz-copy-source') ?? '')
  requireBucket(storage, exchange.bucket)
  const original = requireObject(storage, source.bucket, source.key)
  const replacesMetadata =
    exchange.authenticated.amz('x-amz-metadata-directive')?.toUpperCase() === 'REPLACE'
  const isSame = source.bucket === exchange.bucket && source.key === exchange.key
  if (isSame && !replacesMetadata) {
    throw new S3Error('InvalidRequest', 'A copy onto itself must change the metadata.')
  }
  const described = replacesMetadata ? describeBody(exchange) : original
  const pieces = storage.catalog.pieces(original.id).map((piece) => storage.files.share(piece))
  const copy = {
    ...newObject(exchange, described),
    sizeBytes: original.sizeBytes,
    etag: original.etag,
    checksums: original.checksums,
  }
  replaceObject(storage, exchange.request.headers, copy, pieces)
  return xmlReply('CopyObjectResult', {
    ETag: quoted(copy.etag),
    LastModified: isoTime(copy.modifiedMs),
  })
}

function parseCopySource(text: string): { bucket: string; key: string } {
  const [path = ''] = text.split('?')
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodeURIComponent(path)) ?? []
  if (bucket === undefined || key === undefined) {
    throw new S3Error('InvalidArgument', 'x-amz-copy-source must be bucket/key.')
  }
  return { bucket, key }
}

export type BodyDescription = Pick<StoredObject, 'contentType' | 'headers'>

/** The facts that a request states about the object it stores. */
export function describeBody({ request, authenticated }: Exchange): BodyDescription {
  const headers: Record<string, string> = {}
  let metadataBytes = 0
  for (const [name, value] of request.headers) {
    if (!name.startsWith('x-amz-meta-')) continue
    metadataBytes += name.length + Buffer.byteLength(value)
    headers[name] = value
  }
  if (metadataBytes > largestMetadataBytes) {
    throw new S3Error('MetadataTooLarge', 'Metadata may hold 2 KB at most.')
  }
  for (const name of keptHeaders) {
    const value = request.headers.get(name)
    if (value !== null) headers[name] = value
  }
  if (
    authenticated.payloadHash.startsWith('STREAMING-') &&
    headers['content-encoding'] !== undefined
  ) {
    const left = headers['content-encoding']
      .split(',')
      .filter((part) => part.trim() !== 'aws-chunked')
    if (left.length === 0) delete headers['content-encoding']
    else headers['content-encoding'] = left.join(',').trim()
  }
  return { contentType: request.headers.get('content-type') ?? plainType, headers }
}

export const newObject = (
  { bucket, key }: Pick<Exchange, 'bucket' | 'key'>,
  { contentType, headers }: BodyDescription,
): Omit<StoredObject, 'sizeBytes' | 'etag' | 'checksums'> => ({
  id: randomUUID(),
  bucket,
  key,
  contentType,
  headers,
  modifiedMs: Date.now(),
})

function headerValue(name: string, value: string): string {
  if (/^[\t\u0020-\u007E\u0080-\u00FF]*$/.test(value)) return value
  throw new S3Error('InvalidArgument', `response-${name} holds a character a header cannot carry.`)
}
