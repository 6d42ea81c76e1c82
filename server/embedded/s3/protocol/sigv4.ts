import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

// Signature Version 4: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html

export interface Credentials {
  accessKeyId: string
  secretAccessKey: string
  region: string
}

export interface RequestToSign {
  method: string
  /** As sent: percent-encoded, with its leading slash. */
  rawPath: string
  query: [string, string][]
  headers: Headers
  signedHeaders: string[]
  payloadHash: string
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string
}

export const algorithm = 'AWS4-HMAC-SHA256'

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex')
const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest()

/** Percent-encodes everything but the unreserved characters of RFC 3986. */
export const awsEncode = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )

export const scopeOf = (timestamp: string, region: string): string =>
  `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`

export function signingKey(credentials: Credentials, timestamp: string): Buffer {
  const day = hmac(`AWS4${credentials.secretAccessKey}`, timestamp.slice(0, 8))
  return hmac(hmac(hmac(day, credentials.region), 's3'), 'aws4_request')
}

export const signText = (key: Buffer, text: string): string => hmac(key, text).toString('hex')

export function signRequest(request: RequestToSign, credentials: Credentials): string {
  const text = [
    algorithm,
    request.timestamp,
    scopeOf(request.timestamp, credentials.region),
    sha256Hex(canonicalRequest(request)),
  ].join('\n')
  return signText(signingKey(credentials, request.timestamp), text)
}

export function signaturesEqual(left: string, right: string): boolean {
  const a = Buffer.from(left)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}

function canonicalRequest(request: RequestToSign): string {
  const path = request.rawPath
    .split('/')
    .map((segment) => awsEncode(decodeURIComponent(segment)))
    .join('/')
  const query = request.query
    .map(([name, value]): [string, string] => [awsEncode(name), awsEncode(value)])
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
  const headers = request.signedHeaders.map(
    (name) => `${name}:${(request.headers.get(name) ?? '').trim().replaceAll(/\s+/g, ' ')}\n`,
  )
  return [
    request.method,
    path,
    query,
    headers.join(''),
    request.signedHeaders.join(';'),
    request.payloadHash,
  ].join('\n')
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
