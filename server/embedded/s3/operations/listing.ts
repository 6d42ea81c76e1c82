import type { Catalog, ListedKey, ListFrom } from '../store/catalog.ts'
import {
  type Exchange,
  integerParameter,
  isoTime,
  quoted,
  requireBucket,
  type Storage,
  xmlReply,
} from './exchange.ts'
import type { Reply } from '../protocol/reply.ts'
import { S3Error } from '../protocol/s3-error.ts'
import { awsEncode } from '../protocol/sigv4.ts'

const maxKeys = 1000

interface Page {
  keys: ListedKey[]
  prefixes: string[]
  next: ListFrom | undefined
}

/** ListObjectsV2: https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjects(storage: Storage, { bucket, query }: Exchange): Reply {
  requireBucket(storage, bucket)
  if (query.get('list-type') !== '2') {
    throw new S3Error('NotImplemented', 'Only list-type=2 is supported.')
  }
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  const limit = integerParameter(query, 'max-keys', maxKeys, maxKeys)
  const token = query.get('continuation-token')
  const startAfter = query.get('start-after')
  const from = token === undefined ? firstPlace(prefix, startAfter) : decodeToken(token)
  const page = readPage(storage.catalog, { bucket, prefix, delimiter, limit, from })
  const named = query.get('encoding-type') === 'url' ? awsEncode : (text: string) => text
  return xmlReply('ListBucketResult', {
    Name: bucket,
    Prefix: named(prefix),
    Delimiter: delimiter === '' ? undefined : named(delimiter),
    MaxKeys: limit,
    KeyCount: page.keys.length + page.prefixes.length,
    IsTruncated: page.next !== undefined,
    EncodingType: query.get('encoding-type'),
    ContinuationToken: token,
    NextContinuationToken: page.next === undefined ? undefined : encodeToken(page.next),
    StartAfter: startAfter === undefined ? undefined : named(startAfter),
    Contents: page.keys.map(({ key, modifiedMs, etag, sizeBytes }) => ({
      Key: named(key),
      LastModified: isoTime(modifiedMs),
      ETag: quoted(etag),
      Size: sizeBytes,
      StorageClass: 'STANDARD',
    })),
    CommonPrefixes: page.prefixes.map((common) => ({ Prefix: named(common) })),
  })
}

interface PageRequest {
  bucket: string
  prefix: string
  delimiter: string
  limit: number
  from: ListFrom
}

function readPage(catalog: Catalog, { bucket, prefix, delimiter, limit, from }: PageRequest): Page {
  const page: Page = { keys: [], prefixes: [], next: undefined }
  let place = from
  for (;;) {
    const left = limit - page.keys.length - page.prefixes.length
    const rows = catalog.keysFrom(bucket, prefix, place, left + 1)
    const [first] = rows
    if (first === undefined || limit === 0) return page
    for (const [index, row] of rows.entries()) {
      if (index === left) return { ...page, next: place }
      const common = commonPrefix(row.key, prefix, delimiter)
      if (common !== undefined) {
        page.prefixes.push(common)
        place = { key: common, place: 'beyond' }
        break
      }
      page.keys.push(row)
      place = { key: row.key, place: 'after' }
      if (index === rows.length - 1) return page
    }
  }
}

function commonPrefix(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '') return undefined
  const end = key.indexOf(delimiter, prefix.length)
  return end < 0 ? undefined : key.slice(0, end + delimiter.length)
}

const firstPlace = (prefix: string, startAfter: string | undefined): ListFrom =>
  startAfter === undefined ? { key: prefix, place: 'at' } : { key: startAfter, place: 'after' }

const encodeToken = ({ key, place }: ListFrom): string =>
  Buffer.from(JSON.stringify([place, key])).toString('base64url')

function decodeToken(token: string): ListFrom {
  try {
    const value: unknown = JSON.parse(Buffer.from(token, 'base64url').toString())
    if (Array.isArray(value)) {
      const [place, key]: unknown[] = value
      if ((place === 'after' || place === 'beyond') && typeof key === 'string')
        return { place, key }
    }
  } catch {
    // An unknown token is answered below.
  }
  throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect.')
}
