import type { Blocks } from '../../platform/blocks.ts'
import type { Claimant } from '../../platform/fair-gate.ts'
import type { ProviderStatus } from '../../platform/provider-watch.ts'
import type { ReadOptions, ReadTranscript } from '../../../plugins/importers/types.ts'
import type { SpokenLanguage } from '../../../plugins/vocabulary.ts'

/** Stores files; keys start with `tenants/<id>/`. */
export interface FileStore {
  get(key: string): Promise<Uint8Array>
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  deletePrefix(prefix: string): Promise<unknown>
  /** Aborts uploads that never became files. */
  abortUploads(prefix: string): Promise<unknown>
}

/** A parsed file and its bytes, returned by the reader. */
export interface FileInHand {
  bytes: Uint8Array
  transcript: ReadTranscript
}

/** Parses transcripts without blocking the caller's thread. */
export interface TranscriptReader {
  /**
   * Takes the blocks over, and gives their bytes back in one piece with the result. Rejects with
   * ImportError for what is no transcript within bounds of size, time and memory, and with AppError `unavailable` when
   * too many files wait.
   */
  read(claimant: Claimant, blocks: Blocks, options: ReadOptions): Promise<FileInHand>
}

/** Reads recordings as a stream or by a URL that expires. */
export interface RecordingStore {
  getStream(key: string): Promise<{ body: ReadableStream<Uint8Array>; sizeBytes: number }>
  /** A URL that anybody can read for this many seconds, at most 900 if it leaves our network. */
  signGet(key: string, seconds: number, options?: { isInside?: boolean }): Promise<string>
}

export type SpeechDialect = 'deepgram' | 'whisper'

/** Transcribes recordings. An adapter must turn its SDK's retries off. */
export interface SpeechProvider {
  /** Stored with the transcript, e.g. `deepgram:nova-3`. */
  readonly name: string
  /** `url`: the provider fetches the recording itself; `stream`: the worker streams its bytes. */
  readonly takes: 'url' | 'stream'
  /** Limits for one recording; undefined if unknown. */
  readonly most?: { sizeBytes: number; durationMs: number }
  /** How its responses are parsed. */
  readonly dialect: SpeechDialect
  /** Returns the provider's response unchanged. Throws SpeechError, or the signal's reason on abort. */
  transcribe(request: SpeechRequest, signal: AbortSignal): Promise<Uint8Array>
  /** Checks at no cost that the provider responds and accepts the key. Throws SpeechError. */
  check(signal: AbortSignal): Promise<void>
  readonly silence?: ProviderStatus<SpeechError>
  close?(): void
}

export interface SpeechRequest {
  /** A signed URL if the provider accepts one, else the bytes with their length and type. */
  recording:
    | { url: string }
    | { open(): Promise<ReadableStream<Uint8Array>>; sizeBytes: number; contentType: string }
  /** Measured duration; null if unknown. */
  durationMs: number | null
  /** Number of channels that hold one person or side each; null if everybody is in all of them. */
  voices?: number | null
  /** A language, several at once, or detection; always sent. */
  language: SpokenLanguage
  /** Names and terms to recognise, most important first. */
  keyTerms: string[]
}

/** A parsed response, ready to store. */
export interface ReadSpeech extends Omit<SpeechResult, 'utterances'> {
  /** Ids of the speakers, from 1, in the order of first appearance. */
  speakers: number[]
  segmentCount: number
  wordCount: number
  /** JSON text of the segments' rows: as `ReadTranscript.rows`, each with its `words`. */
  rows: string
}

/** Facts about a recording to check a response against. */
export interface AnswerFacts {
  durationMs: number | null
  /** The peak of each moment, from 0 to 255. */
  peaks: { perSecond: number; values: number[] } | null
}

/** Splits recordings into files that a provider accepts. */
export interface RecordingCutter {
  /** Passes the pieces to `use` in order of time, channel by channel, and deletes their files afterwards. */
  cut<T>(
    request: CutRequest,
    signal: AbortSignal,
    use: (pieces: CutPiece[]) => Promise<T>,
  ): Promise<T>
}

export interface CutRequest {
  url: string
  /** Number of channels to transcribe separately; null for all in one. */
  voices: number | null
  /** The maximum length of a piece; each ends in a pause if possible. */
  mostMs: number
}

export interface CutPiece {
  path: string
  contentType: string
  sizeBytes: number
  startMs: number
  endMs: number
  channel: number | null
  /** The piece is silent. */
  isSilent: boolean
}

/** Parses responses without blocking the caller's thread. */
export interface AnswerReader {
  /**
   * Takes the bytes over, and gives them back with the result. Rejects with SpeechError: also for an answer that cannot
   * be read within bounds of time and memory.
   */
  readAnswer(
    claimant: Claimant,
    dialect: SpeechDialect,
    answer: Uint8Array,
    facts?: AnswerFacts,
  ): Promise<{ bytes: Uint8Array; speech: ReadSpeech }>
}

export interface SpeechResult {
  /** Utterances in order. `speaker` is the provider's own number, from 0. */
  utterances: {
    speaker: number | null
    /** Null if the response has no usable time. */
    startMs: number | null
    endMs: number | null
    text: string
    words: SpokenWord[]
  }[]
  /** BCP 47 tag of the recognised language, if the provider states it. */
  language: string | null
  durationMs: number | null
  /** The provider's id of the request, for its support. */
  requestId: string | null
  /** Doubts about the response, for the readers of the transcript. */
  warnings: { code: string; detail: string; count?: number }[]
}

export interface SpokenWord {
  text: string
  startMs: number
  endMs: number
  /** From 0 to 1; null if the provider does not state it. */
  confidence: number | null
}

export const speechFaults = [
  'bad_credentials',
  'not_allowed',
  'no_credit',
  'address_refused',
  'unreadable_media',
  'media_too_large',
  'media_unreachable',
  'rate_limited',
  'provider_rejected',
  'provider_unavailable',
  'provider_timeout',
  'provider_garbage',
  'answer_unreadable',
  'no_speech',
] as const

/** Why a meeting waits if there is no speech provider. */
export const noSpeechProvider = 'no_speech_provider'

/** Transient faults: the meeting waits and resumes by itself. */
export const passingReasons: string[] = [
  'media_unreachable',
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'provider_garbage',
] satisfies (typeof speechFaults)[number][]

/** Reasons of waiting meetings that a worker with a speech provider can resume. */
export const endedBySpeech: readonly string[] = [noSpeechProvider, ...passingReasons]

/** A fault of the speech provider; the code is the key of its message. */
export class SpeechError extends Error {
  override readonly name = 'SpeechError'
  constructor(
    readonly code: (typeof speechFaults)[number],
    /** Whether the same call may succeed later. */
    readonly retryable: boolean,
    message: string,
    /** How long the provider asked to wait. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message)
  }
}
