import { createHash, randomUUID } from 'node:crypto'
import type { Upload, UploadedPart } from '../store/catalog.ts'
import {
  emptyReply,
  type Exchange,
  integerParameter,
  isoTime,
  quoted,
  requireBucket,
  type Storage,
  xmlReply,
} from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { describeBody, newObject, replaceObject, storeBody } from './objects.ts'
import { announcedAlgorithm, checksumHeader } from '../protocol/checksums.ts'
import { S3Error } from '../protocol/s3-error.ts'
import { malformed, parseXml } from '../protocol/xml.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
const highestPart = 10_000
const smallestPartBytes = 5 * 1024 * 1024
const pageSize = 1000

export function createUpload(storage: Storage, exchange: Exchange): Reply {
  const { bucket, key } = exchange
  requireBucket(storage, bucket)
  const algorithm = exchange.authenticated.amz('x-amz-checksum-algorithm')?.toUpperCase() ?? null
  if (algorithm !== null) checksumHeader(algorithm)
  const id = randomUUID().replaceAll('-', '')
  storage.catalog.insertUpload({
    id,
    bucket,
    key,
    createdMs: Date.now(),
    checksumAlgorithm: algorithm,
    ...describeBody(exchange),
  })
  return xmlReply('InitiateMultipartUploadResult', { Bucket: bucket, Key: key, UploadId: id })
}

/**
 * Answers when the part is received and checked. Writing it to the disk and the catalog continues afterwards, and
 * listing, joining and aborting wait for it: after a crash parts may be missing, never damaged.
 */
export async function uploadPart(storage: Storage, exchange: Exchange): Promise<Reply> {
  const { authenticated, query } = exchange
  const upload = requireUploadOfPart(storage, exchange)
  const number = Number(query.get('partNumber'))
  if (!Number.isInteger(number) || number < 1 || number > highestPart) {
    throw new S3Error('InvalidArgument', 'The part number must be from 1 to 10000.')
  }
  if (authenticated.amz('x-amz-copy-source') !== undefined) {
    throw new S3Error('NotImplemented', 'Copying into a part is not supported.')
  }
  const { piece, etag, checksums, durable } = await storeBody(storage, exchange)
  const { checksumAlgorithm } = upload
  const checksum =
    checksumAlgorithm === null ? null : (checksums[checksumHeader(checksumAlgorithm)] ?? null)
  const part = { number, ...piece, etag, checksum, modifiedMs: Date.now() }
  await storage.unlisted.add(upload.id, async () => {
    try {
      await durable
      removeQuietly(storage, listPart(storage, upload, part))
    } catch (error) {
      console.error('a part was lost:', error instanceof Error ? error.message : 'failure')
      removeQuietly(storage, [part])
    }
  })
  return emptyReply(200, { etag: quoted(etag), ...checksums })
}

/** Returns what is no longer needed: the part that it replaces, or itself when the upload has ended. */
function listPart({ catalog }: Storage, upload: Upload, part: UploadedPart): UploadedPart[] {
  return catalog.transact(() => {
    if (catalog.findUpload(upload.bucket, upload.key, upload.id) === undefined) return [part]
    const old = catalog
      .parts(upload.id, part.number - 1, 1)
      .filter(({ number }) => number === part.number)
    catalog.insertPart(upload.id, part)
    return old
  })
}

/** A file that cannot be deleted now is swept at the next start: nothing refers to it. */
function removeQuietly({ files }: Storage, pieces: { file: string }[]): void {
  try {
    files.remove(pieces)
  } catch (error) {
    console.error('a file was not removed:', error instanceof Error ? error.message : 'failure')
  }
}

export async function completeUpload(
  storage: Storage,
  exchange: Exchange,
  document: string,
): Promise<Reply> {
  const upload = await requireSettledUpload(storage, exchange)
  const { catalog, files } = storage
  const named = parseCompletion(document, upload.checksumAlgorithm)
  const stored = new Map(
    catalog.parts(upload.id, 0, highestPart).map((part) => [part.number, part]),
  )
  const chosen = choose(named, stored)
  const object = {
    ...newObject(upload, upload),
    sizeBytes: chosen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    etag: multipartEtag(chosen),
    checksums: {},
  }
  replaceObject(storage, exchange.request.headers, object, chosen, () => {
    if (catalog.findUpload(upload.bucket, upload.key, upload.id) === undefined) throw noSuchUpload()
    catalog.deleteUpload(upload.id)
  })
  const used = new Set(chosen.map(({ number }) => number))
  files.remove([...stored.values()].filter(({ number }) => !used.has(number)))
  return xmlReply('CompleteMultipartUploadResult', {
    Location: `/${upload.bucket}/${upload.key}`,
    Bucket: upload.bucket,
    Key: upload.key,
    ETag: quoted(object.etag),
  })
}

export async function abortUpload(storage: Storage, exchange: Exchange): Promise<Reply> {
  const { catalog, files } = storage
  const upload = await requireSettledUpload(storage, exchange)
  const parts = catalog.transact(() => {
    const parts = catalog.parts(upload.id, 0, highestPart)
    catalog.deleteUpload(upload.id)
    return parts
  })
  files.remove(parts)
  return emptyReply(204)
}

export async function listParts(storage: Storage, exchange: Exchange): Promise<Reply> {
  const upload = await requireSettledUpload(storage, exchange)
  const { query } = exchange
  const marker = integerParameter(query, 'part-number-marker', 0, highestPart)
  const limit = integerParameter(query, 'max-parts', pageSize, pageSize)
  const found = storage.catalog.parts(upload.id, marker, limit + 1)
  const parts = found.slice(0, limit)
  return xmlReply('ListPartsResult', {
    Bucket: upload.bucket,
    Key: upload.key,
    UploadId: upload.id,
    PartNumberMarker: marker,
    NextPartNumberMarker: parts.at(-1)?.number ?? 0,
    MaxParts: limit,
    IsTruncated: found.length > limit,
    Part: parts.map(({ number, etag, checksum, sizeBytes, modifiedMs }) => ({
      PartNumber: number,
      LastModified: isoTime(modifiedMs),
      ETag: quoted(etag),
      Size: sizeBytes,
      ...(checksum === null ? {} : { [`Checksum${upload.checksumAlgorithm}`]: checksum }),
    })),
  })
}

export function listUploads(storage: Storage, { bucket, query }: Exchange): Reply {
  requireBucket(storage, bucket)
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const limit = integerParameter(query, 'max-uploads', pageSize, pageSize)
  // Without an upload id the marker skips every upload of that key.
  const idMarker = query.get('upload-id-marker') ?? '~'
  const found = storage.catalog.uploads(bucket, prefix, keyMarker, idMarker, limit + 1)
  const uploads = found.slice(0, limit)
  const isTruncated = found.length > limit
  const last = isTruncated ? uploads.at(-1) : undefined
  return xmlReply('ListMultipartUploadsResult', {
    Bucket: bucket,
    Prefix: prefix,
    KeyMarker: keyMarker,
    NextKeyMarker: last?.key,
    NextUploadIdMarker: last?.id,
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: uploads.map(({ key, id, createdMs }) => ({
      Key: key,
      UploadId: id,
      Initiated: isoTime(createdMs),
      StorageClass: 'STANDARD',
    })),
  })
}

export function requireUpload({ catalog }: Storage, { bucket, key, query }: Exchange): Upload {
  const upload = catalog.findUpload(bucket, key, query.get('uploadId') ?? '')
  if (upload === undefined) throw noSuchUpload()
  return upload
}

async function requireSettledUpload(storage: Storage, exchange: Exchange): Promise<Upload> {
  const { id } = requireUpload(storage, exchange)
  await storage.unlisted.settled(id)
  return requireUpload(storage, exchange)
}

/** As with Amazon's S3, parts carry exactly the checksum algorithm that the upload was begun with. */
export function requireUploadOfPart(storage: Storage, exchange: Exchange): Upload {
  const upload = requireUpload(storage, exchange)
  const sent = announcedAlgorithm(exchange.authenticated) ?? null
  if (sent === upload.checksumAlgorithm) return upload
  const word = (algorithm: string | null) => algorithm?.toLowerCase() ?? 'null'
  throw new S3Error(
    'InvalidRequest',
    `Checksum Type mismatch occurred, expected checksum Type: ${word(upload.checksumAlgorithm)}, actual checksum Type: ${word(sent)}`,
  )
}

const noSuchUpload = (): S3Error =>
  new S3Error('NoSuchUpload', 'The specified multipart upload does not exist.')

interface NamedPart {
  number: number
  etag: string
  checksum: string | null
}

function parseCompletion(document: string, algorithm: string | null): NamedPart[] {
  const { CompleteMultipartUpload: root } = parseXml(document)
  if (typeof root !== 'object' || root === null || !('Part' in root)) throw malformed()
  const parts: unknown[] = Array.isArray(root.Part) ? root.Part : [root.Part]
  if (parts.length > highestPart) throw malformed()
  return parts.map((part) => {
    if (typeof part !== 'object' || part === null) throw malformed()
    if (!('PartNumber' in part) || !('ETag' in part)) throw malformed()
    const number = Number(part.PartNumber)
    if (!Number.isInteger(number) || typeof part.ETag !== 'string') throw malformed()
    return {
      number,
      etag: part.ETag.replaceAll('"', ''),
      checksum: algorithm === null ? null : namedChecksum(part, algorithm),
    }
  })
}

function namedChecksum(part: object, algorithm: string): string {
  const value: unknown = Object.entries(part).find(([name]) => name === `Checksum${algorithm}`)?.[1]
  if (typeof value === 'string') return value
  throw new S3Error(
    'InvalidRequest',
    `The upload was created using a ${algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part.`,
  )
}

function choose(named: NamedPart[], stored: Map<number, UploadedPart>): UploadedPart[] {
  const isAscending = named.every(({ number }, index) => number > (named[index - 1]?.number ?? 0))
  if (!isAscending) {
    throw new S3Error('InvalidPartOrder', 'The list of parts was not in ascending order.')
  }
  return named.map(({ number, etag, checksum }, index) => {
    const part = stored.get(number)
    if (part === undefined || part.etag !== etag || part.checksum !== checksum) {
      throw new S3Error('InvalidPart', `Part ${number} was not found or its ETag does not match.`)
    }
    if (part.sizeBytes < smallestPartBytes && index < named.length - 1) {
      throw new S3Error('EntityTooSmall', `Part ${number} is smaller than the minimum of 5 MB.`)
    }
    return part
  })
}

function multipartEtag(parts: UploadedPart[]): string {
  const hash = createHash('md5')
  for (const { etag } of parts) hash.update(Buffer.from(etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}
