/** A place for bytes under keys; every failure is a StorageError. */
export interface ObjectStorage {
  /** Stores the bytes whole, in place of what the key held before. */
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  /** The whole object in memory; `not_found` when the key is unknown. */
  get(key: string): Promise<Uint8Array>
  /** The object, or the part of it in `range`, as a stream with bounded memory. */
  getStream(key: string, range?: ByteRange): Promise<ObjectStream>
  /** What is known of an object without reading it; undefined when the key is unknown. */
  head(key: string): Promise<ObjectFacts | undefined>
  /** Removes a key; one that is unknown counts as removed. */
  delete(key: string): Promise<void>
  /** Removes every key that starts with the prefix (which must not be empty) and counts them. */
  deletePrefix(prefix: string): Promise<number>
  /** An address that reads this one key for `seconds` (900 at most) without credentials. */
  signGet(key: string, seconds: number, options?: SignOptions): Promise<string>
  /** Makes the bucket when it does not exist. */
  ensureBucket(): Promise<void>
  /** Throws when the bucket cannot be reached with these credentials. */
  ping(): Promise<void>
  close(): void
}

/** Both ends inclusive, as in HTTP; without `lastByte` up to the end. */
export interface ByteRange {
  firstByte: number
  lastByte?: number
}

export interface ObjectStream {
  body: ReadableStream<Uint8Array>
  /** Bytes in this stream. */
  sizeBytes: number
  contentType: string
}

export interface ObjectFacts {
  sizeBytes: number
  contentType: string
  etag: string
  modifiedAt: Date
}

export interface SignOptions {
  /** Where the reader reaches the storage, such as the API's own origin with `/_s3`. */
  publicEndpoint?: string
  /** Makes browsers save the object under this name instead of showing it. */
  downloadName?: string
}

export type StorageErrorCode =
  | 'bucket_missing'
  | 'denied'
  | 'full'
  | 'invalid'
  | 'not_found'
  | 'precondition_failed'
  | 'range_invalid'
  | 'unavailable'

/** A refusal or failure of the object storage; carries no credentials, addresses or bodies. */
export class StorageError extends Error {
  override readonly name = 'StorageError'

  constructor(
    readonly code: StorageErrorCode,
    /** True when the same call may succeed later. */
    readonly retryable: boolean,
    message: string,
    /** The server's own name of the fault, and its number of the request, for operators. */
    readonly reported: { name: string; status?: number; requestId?: string } = { name: code },
  ) {
    super(message)
  }
}
