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
  probe(url: string, signal: AbortSignal, reading?: Reading): Promise<ProbedMedia>
  /** Measures the waveform, and writes the sound to `audio.path` where that is asked for. Throws MediaFault. */
  extract(request: ExtractRequest, signal: AbortSignal): Promise<ExtractedMedia>
  /** Writes a mix of several channels to a file. Throws MediaFault. */
  render(request: RenderRequest, signal: AbortSignal): Promise<void>
  /** A folder for one recording's files, gone after `work`. */
  withFolder<T>(work: (folder: string) => Promise<T>): Promise<T>
}

/** What a reader of the file must know beforehand. */
export interface Reading {
  /** A WAV whose recorder did not come back to write its length: everything to the end is sound. */
  isLengthWrong?: boolean
}

export interface ProbedMedia {
  durationMs: number | null
  streams: MediaStream[]
  /** The streams that are sound, in their order. */
  tracks: SoundTrack[]
}

export interface SoundTrack {
  codec: string
  channels: number
  /** How long after the recording begins. */
  startMs: number
  /** As the container says. */
  durationMs: number | null
  language: string | null
}

export interface AudioPlan {
  /** `copy` keeps the first track as it is; `opus` makes a small one of it. */
  codec: 'copy' | 'opus'
  container: 'm4a' | 'mp3' | 'ogg'
  contentType: string
}

/** A track by its place among the sound tracks. */
export interface DecodedTrack {
  track: number
  channels: number
  /** How long after the recording it begins. */
  startMs?: number
  /** Its times are wrong: each sample follows the one before. */
  isUntimed?: boolean
}

/** What is made of the channels of the decoded tracks, which are counted through from 0. */
export interface SoundMix {
  tracks: DecodedTrack[]
  /** For each channel of the result the weight of each decoded one. */
  outputs: number[][]
}

export interface ExtractRequest {
  url: string
  reading?: Reading
  /** What is listened to; the first track in mono when left out. */
  tracks?: DecodedTrack[]
  audio: { path: string; plan: AudioPlan } | null
  /** Told of the milliseconds of sound that are done. */
  onProgress(doneMs: number): void
}

export interface RenderRequest {
  url: string
  reading?: Reading
  mix: SoundMix
  path: string
  /** Small and lossy for listening, or lossless for a recogniser that takes many channels. */
  form: 'opus' | 'flac'
  /** Some of it begins so late that its silence must not take much memory. */
  isSparse: boolean
  onProgress(doneMs: number): void
}

export interface ExtractedMedia {
  /** As heard, which is more than some containers say. Gaps and what is missing at the beginning count. */
  durationMs: number
  /** The same without gaps; null where several tracks were heard. */
  soundMs: number | null
  peaks: Peaks
  sound: HeardSound
}

export interface Peaks {
  perSecond: number
  values: number[]
}

/** What was heard in each channel, and how alike the channels are. */
export interface HeardSound {
  /** In decibels below full scale (0 to 120) for each 100 ms. */
  levels: Uint8Array[]
  /** For each pair of channels and each 100 ms from -100 (opposite) through 0 (unlike) to 100 (the same). */
  likeness(one: number, other: number): Int8Array
  /** Of the whole: the sum of products of two channels. */
  product(one: number, other: number): number
}

/** Why a recording cannot be used. Others than these are failures of the machine and may pass. */
export class MediaFault extends Error {
  override readonly name = 'MediaFault'
  readonly retryable = false
  constructor(
    readonly code: 'unreadable_media' | 'protected_media' | 'no_audio' | 'checksum_mismatch',
  ) {
    super(code)
  }
}
