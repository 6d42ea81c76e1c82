import { authenticate } from '../protocol/authenticate.ts'
import type { S3Request } from '../protocol/http.ts'
import { S3Error } from '../protocol/s3-error.ts'
import type { Exchange, Storage } from './exchange.ts'

const longestKeyBytes = 1024
// The path under which the API serves this storage on its own origin; browsers' addresses are signed with it.
const sameOriginPrefix = '/_s3/'

/** Parses a request and verifies its signature; throws what S3 would answer. */
export function openExchange({ credentials }: Storage, request: S3Request): Exchange {
  const { rawPath, rawQuery } = splitTarget(request.target)
  const query = parseQuery(rawQuery)
  decodeText(rawPath)
  const { method, headers } = request
  const authenticated = authenticate({ method, rawPath, query, headers }, credentials, Date.now())
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
