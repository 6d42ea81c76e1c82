import type { MediaStream } from '../../../db/schema/media.ts'

/** Object storage as recordings need it. */
export interface MediaStore {
  createUpload(
    key: string,
    options: { contentType: string; partChecksum?: 'crc32' },
  ): Promise<string>
  signPart(
    part: { key: string; uploadId: string; number: number; sizeBytes: number; crc32?: string },
    seconds: number,
    options: Reach,
  ): Promise<{ url: string; headers: Record<string, string> }>
  listParts(key: string, uploadId: string): Promise<StoredPart[]>
  completeUpload(
    key: string,
    uploadId: string,
    parts: { number: number; etag: string; crc32?: string }[],
  ): Promise<void>
  abortUpload(key: string, uploadId: string): Promise<void>
  head(key: string): Promise<{ sizeBytes: number } | undefined>
  get(key: string): Promise<Uint8Array>
  getStream(
    key: string,
    range?: { firstByte: number; lastByte?: number },
  ): Promise<{ body: ReadableStream<Uint8Array> }>
  signGet(
    key: string,
    seconds: number,
    options: Reach & { isInside?: boolean; contentType?: string; downloadName?: string },
  ): Promise<string>
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<void>
  putFile(key: string, path: string, options: { contentType: string }): Promise<void>
  delete(key: string): Promise<void>
}

/** Where a browser reaches the storage; without it, where the configuration says. */
export interface Reach {
  publicEndpoint?: string
}

export interface StoredPart {
  number: number
  sizeBytes: number
  etag: string
  crc32?: string
}

/** The storage no longer knows the upload or the object. */
export const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StorageError' && codeOf(error) === 'not_found'

/** The storage refuses what it was asked to join. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StorageError' && codeOf(error) === 'invalid'

const codeOf = (error: object): unknown => ('code' in error ? error.code : undefined)

/** What looks into recordings. It reads them from an address and never holds them as a whole. */
export interface MediaTools {
  /** False where sound can be copied only: what is not copied is not kept apart. */
  canEncodeOpus: boolean
  /** How long the longest of the calls below may read its address. */
  deadlineMs: number
  /** Throws MediaFault. */
  probe(url: string, signal: AbortSignal): Promise<ProbedMedia>
  /** Measures the waveform, and writes the sound to `audio.path` where that is asked for. Throws MediaFault. */
  extract(request: ExtractRequest, signal: AbortSignal): Promise<ExtractedMedia>
  /** A folder for one recording's files, gone after `work`. */
  withFolder<T>(work: (folder: string) => Promise<T>): Promise<T>
}

export interface ProbedMedia {
  durationMs: number | null
  streams: MediaStream[]
}

export interface AudioPlan {
  /** `copy` keeps the track as it is; `opus` makes a small one of it. */
  codec: 'copy' | 'opus'
  container: 'm4a' | 'mp3' | 'ogg'
  contentType: string
}

export interface ExtractRequest {
  url: string
  audio: { path: string; plan: AudioPlan } | null
  /** Told of the milliseconds of sound that are done. */
  onProgress(doneMs: number): void
}

export interface ExtractedMedia {
  /** As heard, which is more than some containers say. */
  durationMs: number
  peaks: { perSecond: number; values: number[] }
}

/** Why a recording cannot be used. Others than these are failures of the machine and may pass. */
export class MediaFault extends Error {
  override readonly name = 'MediaFault'
  readonly retryable = false
  constructor(readonly code: 'unreadable_media' | 'no_audio' | 'checksum_mismatch') {
    super(code)
  }
}
