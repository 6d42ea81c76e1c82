import type { Authenticated } from '../protocol/authenticate.ts'
import type { Backlog } from '../store/backlog.ts'
import type { Catalog, StoredObject } from '../store/catalog.ts'
import type { Files } from '../store/files.ts'
import type { S3Request } from '../protocol/http.ts'
import { S3Error } from '../protocol/s3-error.ts'
import type { Credentials } from '../protocol/sigv4.ts'
import { xmlDocument, type XmlTree } from '../protocol/xml.ts'
import type { Reply } from '../protocol/reply.ts'

/** A file that waits for a body; any caller that knows its name may complete it. */
export interface Transfer {
  exchange: Exchange
  begunMs: number
}

/** What every operation works with. */
export interface Storage {
  catalog: Catalog
  files: Files
  credentials: Credentials
  /** By the name of the file that waits for a body. */
  transfers: Map<string, Transfer>
  /** Parts that were received and are not in the catalog yet. */
  unlisted: Backlog
}

/** One authenticated request, parsed. */
export interface Exchange {
  request: S3Request
  authenticated: Authenticated
  query: Map<string, string>
  bucket: string
  key: string
  /** The reserved file that already holds the body. */
  transferredFile?: string
}

export const emptyReply = (status: number, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  body: null,
})

export const xmlReply = (root: string, tree: XmlTree): Reply => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body: xmlDocument(root, tree),
})

export function requireBucket({ catalog }: Storage, bucket: string): void {
  if (catalog.hasBucket(bucket)) return
  throw new S3Error('NoSuchBucket', 'The specified bucket does not exist.')
}

export function requireObject(storage: Storage, bucket: string, key: string): StoredObject {
  requireBucket(storage, bucket)
  const object = storage.catalog.findObject(bucket, key)
  if (object === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  return object
}

export const quoted = (etag: string): string => `"${etag}"`

export const isoTime = (ms: number): string => new Date(ms).toISOString()

/** Reads a whole number within bounds from the query. */
export function integerParameter(
  query: Map<string, string>,
  name: string,
  fallback: number,
  highest: number,
): number {
  const text = query.get(name)
  if (text === undefined) return fallback
  if (!/^\d{1,9}$/.test(text)) throw new S3Error('InvalidArgument', `${name} must be a number.`)
  return Math.min(Number(text), highest)
}
