import type { StoredObject } from '../store/catalog.ts'
import { quoted } from './exchange.ts'
import { S3Error } from '../protocol/s3-error.ts'

// RFC 9110 sections 13 (conditions) and 14 (ranges), as far as S3 follows them.

/** Throws 412 or 304 when a conditional read requires it. */
export function checkReadConditions(headers: Headers, object: StoredObject): void {
  const ifMatch = headers.get('if-match')
  const ifNoneMatch = headers.get('if-none-match')
  const modifiedSeconds = Math.floor(object.modifiedMs / 1000)
  if (ifMatch !== null) {
    if (!matches(ifMatch, object.etag)) throw failed('If-Match')
  } else {
    const unmodifiedSince = seconds(headers.get('if-unmodified-since'))
    if (unmodifiedSince !== undefined && modifiedSeconds > unmodifiedSince) {
      throw failed('If-Unmodified-Since')
    }
  }
  if (ifNoneMatch !== null) {
    if (matches(ifNoneMatch, object.etag)) throw notModified(object)
    return
  }
  const modifiedSince = seconds(headers.get('if-modified-since'))
  if (modifiedSince !== undefined && modifiedSeconds <= modifiedSince) throw notModified(object)
}

/** Throws when the stored object does not allow this conditional write. */
export function checkWriteConditions(headers: Headers, existing: StoredObject | undefined): void {
  const ifNoneMatch = headers.get('if-none-match')
  if (ifNoneMatch !== null) {
    if (ifNoneMatch.trim() !== '*') {
      throw new S3Error('NotImplemented', 'If-None-Match of a write only takes *.')
    }
    if (existing !== undefined) throw failed('If-None-Match')
  }
  const ifMatch = headers.get('if-match')
  if (ifMatch === null) return
  if (existing === undefined) throw new S3Error('NoSuchKey', 'The specified key does not exist.')
  if (!matches(ifMatch, existing.etag)) throw failed('If-Match')
}

/** Start and end (exclusive) of a single byte range; undefined for the whole object. */
export function parseRange(
  header: string | null,
  sizeBytes: number,
): { start: number; end: number } | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '')
  if (match === null) return undefined
  const [, first = '', last = ''] = match
  if (first === '' && last === '') return undefined
  const start = first === '' ? Math.max(0, sizeBytes - Number(last)) : Number(first)
  const end = first === '' || last === '' ? sizeBytes : Math.min(sizeBytes, Number(last) + 1)
  if (first !== '' && last !== '' && Number(last) < Number(first)) return undefined
  if (start >= end) {
    throw new S3Error('InvalidRange', 'The requested range is not satisfiable.', {
      'content-range': `bytes */${sizeBytes}`,
    })
  }
  return { start, end }
}

const matches = (condition: string, etag: string): boolean =>
  condition
    .split(',')
    .map((part) => part.trim().replace(/^W\//, '').replaceAll('"', ''))
    .some((part) => part === '*' || part === etag)

function seconds(header: string | null): number | undefined {
  const ms = header === null ? Number.NaN : Date.parse(header)
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000)
}

const failed = (name: string): S3Error =>
  new S3Error('PreconditionFailed', `At least one of the preconditions did not hold: ${name}.`)

const notModified = (object: StoredObject): S3Error =>
  new S3Error('NotModified', 'Not Modified', { etag: quoted(object.etag) })
