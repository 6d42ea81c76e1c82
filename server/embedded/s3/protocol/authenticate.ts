import { S3Error } from './s3-error.ts'
import { algorithm, type Credentials, scopeOf, signaturesEqual, signRequest } from './sigv4.ts'

/** A request whose signature is valid. */
export interface Authenticated {
  payloadHash: string
  timestamp: string
  signature: string
  /** An `x-amz-*` value, sent as a header or moved into a presigned query. */
  amz(name: string): string | undefined
}

export interface IncomingRequest {
  method: string
  rawPath: string
  query: [string, string][]
  headers: Headers
}

interface Claim {
  credential: string
  signedHeaders: string[]
  signature: string
  timestamp: string
  payloadHash: string
  query: [string, string][]
}

export const unsignedPayload = 'UNSIGNED-PAYLOAD'
const skewMs = 15 * 60 * 1000
const longestExpirySeconds = 7 * 24 * 3600

/** Verifies a request's Authorization header or presigned query; throws what S3 would answer. */
export function authenticate(
  request: IncomingRequest,
  credentials: Credentials,
  nowMs: number,
): Authenticated {
  const parameters = new Map(request.query)
  const presigned = parameters.has('X-Amz-Signature') || parameters.has('X-Amz-Algorithm')
  const authorization = request.headers.get('authorization')
  if (presigned && authorization !== null) {
    throw new S3Error('InvalidArgument', 'Only one way of authentication is allowed.')
  }
  if (parameters.has('AWSAccessKeyId') || authorization?.startsWith('AWS ') === true) {
    throw new S3Error('InvalidRequest', `Please use ${algorithm}.`)
  }
  if (!presigned && authorization === null) throw new S3Error('AccessDenied', 'Access Denied')
  const claim = presigned
    ? presignedClaim(request, parameters, nowMs)
    : headerClaim(request, authorization ?? '', nowMs)
  checkCredential(claim, credentials)
  checkSignedHeaders(request, claim)
  const expected = signRequest({ ...request, ...claim }, credentials)
  if (!signaturesEqual(expected, claim.signature)) {
    throw new S3Error(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided.',
    )
  }
  return {
    payloadHash: claim.payloadHash,
    timestamp: claim.timestamp,
    signature: claim.signature,
    amz: (name) => request.headers.get(name) ?? queryValue(presigned ? request.query : [], name),
  }
}

function queryValue(query: [string, string][], name: string): string | undefined {
  return query.find(([key]) => key.toLowerCase() === name)?.[1]
}

function headerClaim(request: IncomingRequest, authorization: string, nowMs: number): Claim {
  const match = new RegExp(
    `^${algorithm}\\s+Credential=([^,\\s]+)\\s*,\\s*SignedHeaders=([^,\\s]+)\\s*,\\s*Signature=([0-9a-f]{64})$`,
  ).exec(authorization)
  const [, credential, signedHeaders, signature] = match ?? []
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw new S3Error('AuthorizationHeaderMalformed', 'The authorization header is malformed.')
  }
  const timestamp = request.headers.get('x-amz-date') ?? ''
  if (Math.abs(parseTimestamp(timestamp) - nowMs) > skewMs) {
    throw new S3Error(
      'RequestTimeTooSkewed',
      'The difference between the request time and the current time is too large.',
    )
  }
  const payloadHash = request.headers.get('x-amz-content-sha256')
  if (payloadHash === null) {
    throw new S3Error(
      'InvalidRequest',
      'Missing required header for this request: x-amz-content-sha256',
    )
  }
  return {
    credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
    timestamp,
    payloadHash,
    query: request.query,
  }
}

function presignedClaim(
  request: IncomingRequest,
  parameters: Map<string, string>,
  nowMs: number,
): Claim {
  const required = (name: string): string => {
    const value = parameters.get(name)
    if (value !== undefined && value !== '') return value
    throw new S3Error('AuthorizationQueryParametersError', `Query parameter ${name} is missing.`)
  }
  if (required('X-Amz-Algorithm') !== algorithm) {
    throw new S3Error(
      'AuthorizationQueryParametersError',
      `X-Amz-Algorithm only supports ${algorithm}.`,
    )
  }
  const timestamp = required('X-Amz-Date')
  const expiresSeconds = required('X-Amz-Expires')
  if (!/^\d{1,6}$/.test(expiresSeconds) || Number(expiresSeconds) > longestExpirySeconds) {
    throw new S3Error('AuthorizationQueryParametersError', 'X-Amz-Expires must be at most 604800.')
  }
  const signedMs = parseTimestamp(timestamp)
  if (nowMs > signedMs + Number(expiresSeconds) * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired')
  }
  if (signedMs > nowMs + skewMs) throw new S3Error('AccessDenied', 'Request is not yet valid')
  return {
    credential: required('X-Amz-Credential'),
    signedHeaders: required('X-Amz-SignedHeaders').split(';'),
    signature: required('X-Amz-Signature'),
    timestamp,
    payloadHash:
      request.headers.get('x-amz-content-sha256') ??
      parameters.get('X-Amz-Content-Sha256') ??
      unsignedPayload,
    query: request.query.filter(([name]) => name !== 'X-Amz-Signature'),
  }
}

function parseTimestamp(timestamp: string): number {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp)
  const [, year, month, day, hour, minute, second] = (parts ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) {
    throw new S3Error('AccessDenied', 'A valid x-amz-date is required.')
  }
  return Date.UTC(year, month - 1, day, hour, minute, second)
}

function checkCredential(claim: Claim, credentials: Credentials): void {
  const [accessKeyId, ...scope] = claim.credential.split('/')
  if (accessKeyId !== credentials.accessKeyId) {
    throw new S3Error('InvalidAccessKeyId', 'The access key id you provided does not exist.')
  }
  const expected = scopeOf(claim.timestamp, credentials.region)
  if (scope.join('/') !== expected) {
    throw new S3Error('AuthorizationHeaderMalformed', `The credential scope must be ${expected}.`)
  }
}

function checkSignedHeaders(request: IncomingRequest, claim: Claim): void {
  const signed = new Set(claim.signedHeaders)
  const sorted = [...signed].sort()
  const isCanonical = claim.signedHeaders.every(
    (name, index) => name === name.toLowerCase() && name === sorted[index],
  )
  if (!isCanonical || !signed.has('host')) {
    throw new S3Error('AccessDenied', 'SignedHeaders must be sorted, lower case and include host.')
  }
  for (const name of request.headers.keys()) {
    if (name.startsWith('x-amz-') && !signed.has(name)) {
      throw new S3Error(
        'AccessDenied',
        `There were headers present in the request which were not signed: ${name}`,
      )
    }
  }
}
