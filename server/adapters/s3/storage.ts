/** Stores bytes under keys; every failure is a StorageError. */
export interface ObjectStorage {
  /** Stores the bytes in full, replacing what the key held. */
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  /** Returns the whole object in memory; `not_found` for an unknown key. */
  get(key: string): Promise<Uint8Array>
  /** Returns the object, or `range` of it, as a stream with bounded memory. */
  getStream(key: string, range?: ByteRange): Promise<ObjectStream>
  /** Returns facts about an object without reading it; undefined for an unknown key. */
  head(key: string): Promise<ObjectFacts | undefined>
  /** Deletes a key; an unknown one counts as deleted. */
  delete(key: string): Promise<void>
  /** Deletes every key that starts with the prefix (which must not be empty) and returns how many. */
  deletePrefix(prefix: string): Promise<number>
  /** Stores a local file under the key, with bounded memory. */
  putFile(key: string, path: string, options: { contentType: string }): Promise<void>
  /** Begins an upload in parts of at least 5 MiB (except the last); returns the upload id. */
  createUpload(key: string, options: UploadOptions): Promise<string>
  /** Returns an address that accepts this one part of this one upload by PUT for `seconds` (900 at most). */
  signPart(part: PartToSign, seconds: number, options?: SignOptions): Promise<SignedPart>
  /** Lists the parts that have arrived, in order; `not_found` when the upload has ended or is unknown. */
  listParts(key: string, uploadId: string): Promise<StoredPart[]>
  /** Joins exactly these parts to the object; `invalid` when they differ from what has arrived. */
  completeUpload(key: string, uploadId: string, parts: NamedPart[]): Promise<void>
  /** Aborts an upload and drops its parts; one that has ended or is unknown counts as aborted. */
  abortUpload(key: string, uploadId: string): Promise<void>
  /** Lists uploads under a prefix (which must not be empty) that are neither completed nor aborted. */
  listUploads(prefix: string): Promise<OpenUpload[]>
  /** Aborts every upload under the prefix (which must not be empty) and returns how many. */
  abortUploads(prefix: string): Promise<number>
  /**
   * Returns an address that reads this one key without credentials for `seconds` (900 at most; 3,600 for a process of
   * ours).
   */
  signGet(key: string, seconds: number, options?: SignOptions): Promise<string>
  /** Creates the bucket if it does not exist. */
  ensureBucket(): Promise<void>
  /** Throws when the bucket cannot be reached with these credentials. */
  ping(): Promise<void>
  /**
   * Runs work that talks to the storage by other means, such as a signed address, while the storage shows signs of
   * life; throws PeerSilent when it does not.
   */
  whileAnswering<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
  close(): void
}

/** Both ends inclusive, as in HTTP; to the end without `lastByte`. */
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

export interface UploadOptions {
  contentType: string
  /** Every part must then be signed with a checksum of this kind. */
  partChecksum?: 'crc32'
}

export interface NamedPart {
  /** From 1 to 10,000. */
  number: number
  etag: string
  /** CRC-32 in base64, if the storage keeps one: it must be repeated when the parts are joined. */
  crc32?: string
}

export interface StoredPart extends NamedPart {
  sizeBytes: number
}

export interface PartToSign {
  key: string
  uploadId: string
  number: number
  /** The address then accepts exactly this many bytes. */
  sizeBytes?: number
  /**
   * CRC-32, big-endian, in base64, if the upload was begun with it: the address then accepts only bytes with this
   * checksum.
   */
  crc32?: string
}

export interface SignedPart {
  url: string
  /** Must be sent with the PUT unchanged: the signature covers them. */
  headers: Record<string, string>
}

export interface OpenUpload {
  key: string
  uploadId: string
  startedAt: Date
}

export interface SignOptions {
  /** The storage's address for the client, such as the API's own origin with `/_s3`. */
  publicEndpoint?: string
  /** The client is a process of ours beside the storage. */
  isInside?: boolean
  /** Overrides the stored content type. */
  contentType?: string
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

/** A refusal or failure of the object storage; contains no credentials, addresses or bodies. */
export class StorageError extends Error {
  override readonly name = 'StorageError'

  constructor(
    readonly code: StorageErrorCode,
    /** Whether the same call may succeed later. */
    readonly retryable: boolean,
    message: string,
    /** The server's name for the fault and its request id, for operators. */
    readonly reported: { name: string; status?: number; requestId?: string } = { name: code },
  ) {
    super(message)
  }
}
