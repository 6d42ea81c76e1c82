import type { MediaStream } from '../../../db/schema/media.ts'

/** Object storage for recordings. */
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

/** Where a browser reaches the storage, if not at the configured address. */
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

/** The storage rejects the parts that it should join. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Error && error.name === 'StorageError' && codeOf(error) === 'invalid'

const codeOf = (error: object): unknown => ('code' in error ? error.code : undefined)

/** Probes and converts recordings. It reads them from a URL and never holds one in memory. */
export interface MediaTools {
  /** If false, sound can only be copied, and no other copies are stored. */
  canEncodeOpus: boolean
  /** The longest time for which a call below may read its URL. */
  deadlineMs: number
  /** Throws MediaFault. */
  probe(url: string, signal: AbortSignal, reading?: Reading): Promise<ProbedMedia>
  /** Measures the waveform, and writes the sound to `audio.path` if requested. Throws MediaFault. */
  extract(request: ExtractRequest, signal: AbortSignal): Promise<ExtractedMedia>
  /** Writes a mix of several channels to a file. Throws MediaFault. */
  render(request: RenderRequest, signal: AbortSignal): Promise<void>
  /** Creates a folder for one recording's files and deletes it after `work`. */
  withFolder<T>(work: (folder: string) => Promise<T>): Promise<T>
}

/** What must be known before the file is read. */
export interface Reading {
  /** A WAV without a final length: everything up to the end is sound. */
  isLengthWrong?: boolean
}

export interface ProbedMedia {
  durationMs: number | null
  streams: MediaStream[]
  /** The audio streams, in order. */
  tracks: SoundTrack[]
}

export interface SoundTrack {
  codec: string
  channels: number
  /** Start relative to the recording. */
  startMs: number
  /** As the container says. */
  durationMs: number | null
  language: string | null
}

export interface AudioPlan {
  /** `copy` keeps the first track unchanged; `opus` encodes it. */
  codec: 'copy' | 'opus'
  container: 'm4a' | 'mp3' | 'ogg'
  contentType: string
}

/** A track by its index among the audio tracks. */
export interface DecodedTrack {
  track: number
  channels: number
  /** Start relative to the recording. */
  startMs?: number
  /** Its timestamps are wrong: samples follow each other without gaps. */
  isUntimed?: boolean
}

/** What is made of the channels of the decoded tracks, which are counted through from 0. */
export interface SoundMix {
  tracks: DecodedTrack[]
  /** For each channel of the result, the weight of each decoded channel. */
  outputs: number[][]
}

export interface ExtractRequest {
  url: string
  reading?: Reading
  /** The mix to measure; the first track in mono by default. */
  tracks?: DecodedTrack[]
  audio: { path: string; plan: AudioPlan } | null
  /** Called with the milliseconds of sound that are done. */
  onProgress(doneMs: number): void
}

export interface RenderRequest {
  url: string
  reading?: Reading
  mix: SoundMix
  path: string
  /** Small and lossy for listening, or lossless for a recogniser that accepts many channels. */
  form: 'opus' | 'flac'
  /** A track starts late: its leading silence must not use much memory. */
  isSparse: boolean
  onProgress(doneMs: number): void
}

export interface ExtractedMedia {
  /** Measured duration, including gaps and a missing start; some containers state less. */
  durationMs: number
  /** Measured duration without gaps; null for several tracks. */
  soundMs: number | null
  peaks: Peaks
  sound: HeardSound
}

export interface Peaks {
  perSecond: number
  values: number[]
}

/** The level of each channel, and the correlation of the channels. */
export interface HeardSound {
  /** In decibels below full scale (0 to 120) for each 100 ms. */
  levels: Uint8Array[]
  /** For each pair of channels and each 100 ms from -100 (opposite) through 0 (unlike) to 100 (the same). */
  likeness(one: number, other: number): Int8Array
  /** For the whole recording: the sum of products of two channels. */
  product(one: number, other: number): number
}

/** Why a recording cannot be used. Any other failure is the machine's and may be temporary. */
export class MediaFault extends Error {
  override readonly name = 'MediaFault'
  readonly retryable = false
  constructor(
    readonly code: 'unreadable_media' | 'protected_media' | 'no_audio' | 'checksum_mismatch',
  ) {
    super(code)
  }
}
