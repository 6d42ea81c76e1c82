import { StorageError, type StorageErrorCode } from './storage.ts'

// https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#ErrorCodeList
const codes: Record<string, StorageErrorCode> = {
  AccessDenied: 'denied',
  AuthorizationHeaderMalformed: 'denied',
  InvalidAccessKeyId: 'denied',
  SignatureDoesNotMatch: 'denied',
  RequestTimeTooSkewed: 'denied',
  NoSuchBucket: 'bucket_missing',
  NoSuchKey: 'not_found',
  NoSuchUpload: 'not_found',
  NotFound: 'not_found',
  PreconditionFailed: 'precondition_failed',
  ConditionalRequestConflict: 'precondition_failed',
  InvalidRange: 'range_invalid',
  EntityTooLarge: 'invalid',
  KeyTooLongError: 'invalid',
  StorageFull: 'full',
}

const remedies: Record<StorageErrorCode, string> = {
  bucket_missing: 'The bucket does not exist: create it, or check S3_BUCKET.',
  denied:
    'The storage refused the credentials: check S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION and the clock.',
  full: 'The storage is full: free some space there.',
  invalid: 'The storage does not accept this request.',
  not_found: 'The object does not exist.',
  precondition_failed: 'The object was changed in the meantime.',
  range_invalid: 'The object does not have these bytes.',
  unavailable: 'The storage does not answer: check S3_ENDPOINT and that the server runs.',
}

/** Turns an error of the SDK into a StorageError; `doing` completes "while …". */
export function toStorageError(error: unknown, doing: string): StorageError {
  if (error instanceof StorageError) return error
  const { name, status, requestId } = describe(error)
  const code = codeOf(name, status)
  const message = `${remedies[code]} (${name} while ${doing})`
  const reported = {
    name,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  }
  return new StorageError(code, code === 'unavailable' || code === 'full', message, reported)
}

function codeOf(name: string, status: number | undefined): StorageErrorCode {
  const known = codes[name]
  if (known !== undefined) return known
  if (status === 404) return 'not_found'
  if (status === 401 || status === 403) return 'denied'
  if (status === 409 || status === 412) return 'precondition_failed'
  if (status === 416) return 'range_invalid'
  if (status === 507) return 'full'
  const isRefusal = status !== undefined && status >= 400 && status < 500
  return isRefusal && status !== 408 && status !== 429 ? 'invalid' : 'unavailable'
}

interface Described {
  name: string
  status?: number | undefined
  requestId?: string | undefined
}

function describe(error: unknown): Described {
  if (!(error instanceof Error)) return { name: 'UnknownError' }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined
  const errno = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  const name = error.name === 'Error' ? (errno ?? 'UnknownError') : error.name
  if (typeof metadata !== 'object' || metadata === null) return { name }
  const { httpStatusCode, requestId } = metadata as {
    httpStatusCode?: unknown
    requestId?: unknown
  }
  return {
    name,
    status: typeof httpStatusCode === 'number' ? httpStatusCode : undefined,
    requestId: typeof requestId === 'string' ? requestId : undefined,
  }
}
