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
  /** Stores a file of this machine under the key, with bounded memory. */
  putFile(key: string, path: string, options: { contentType: string }): Promise<void>
  /** Begins an upload in parts of at least 5 MiB (but the last); returns the storage's name for it. */
  createUpload(key: string, options: UploadOptions): Promise<string>
  /** An address that takes this one part of this one upload by PUT for `seconds` (900 at most). */
  signPart(part: PartToSign, seconds: number, options?: SignOptions): Promise<SignedPart>
  /** The parts that have arrived, in order; `not_found` when the upload is over or unknown. */
  listParts(key: string, uploadId: string): Promise<StoredPart[]>
  /** Joins exactly these parts to the object; `invalid` when they are not what has arrived. */
  completeUpload(key: string, uploadId: string, parts: NamedPart[]): Promise<void>
  /** Gives an upload up with its parts; one that is over or unknown counts as given up. */
  abortUpload(key: string, uploadId: string): Promise<void>
  /** Uploads that are neither complete nor given up, under a prefix (which must not be empty). */
  listUploads(prefix: string): Promise<OpenUpload[]>
  /** Gives up every upload under the prefix (which must not be empty) and counts them. */
  abortUploads(prefix: string): Promise<number>
  /** An address that reads this one key for `seconds` (900 at most; 3,600 for a process of ours) without credentials. */
  signGet(key: string, seconds: number, options?: SignOptions): Promise<string>
  /** Makes the bucket when it does not exist. */
  ensureBucket(): Promise<void>
  /** Throws when the bucket cannot be reached with these credentials. */
  ping(): Promise<void>
  /**
   * Does work with the storage by other means, such as an answer's headers from a signed address, for as long as the
   * storage gives signs of life; throws PeerSilent when it does not.
   */
  whileAnswering<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>
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

export interface UploadOptions {
  contentType: string
  /** Every part must then be signed with one of this kind. */
  partChecksum?: 'crc32'
}

export interface NamedPart {
  /** From 1 to 10,000. */
  number: number
  etag: string
  /** CRC-32 in base64, where the storage keeps one: it must be named again when the parts are joined. */
  crc32?: string
}

export interface StoredPart extends NamedPart {
  sizeBytes: number
}

export interface PartToSign {
  key: string
  uploadId: string
  number: number
  /** The address then takes this many bytes and no others. */
  sizeBytes?: number
  /** CRC-32, big-endian, in base64, as the upload was begun with: the address then takes bytes that have it. */
  crc32?: string
}

export interface SignedPart {
  url: string
  /** To be sent with the PUT exactly so: the signature covers them. */
  headers: Record<string, string>
}

export interface OpenUpload {
  key: string
  uploadId: string
  startedAt: Date
}

export interface SignOptions {
  /** Where the reader reaches the storage, such as the API's own origin with `/_s3`. */
  publicEndpoint?: string
  /** The reader is a process of ours beside the storage. */
  isInside?: boolean
  /** The type to answer with, in place of the stored one. */
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
