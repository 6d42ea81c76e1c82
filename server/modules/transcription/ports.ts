import type { Blocks } from '../../platform/blocks.ts'
import type { Claimant } from '../../platform/fair-gate.ts'
import type { ProviderStatus } from '../../platform/provider-watch.ts'
import type { ReadOptions, ReadTranscript } from '../../../plugins/importers/types.ts'
import type { SpokenLanguage } from '../../../plugins/vocabulary.ts'

/** Where files are kept; keys start with `tenants/<id>/`. */
export interface FileStore {
  get(key: string): Promise<Uint8Array>
  put(key: string, bytes: Uint8Array, options: { contentType: string }): Promise<unknown>
  deletePrefix(prefix: string): Promise<unknown>
  /** Gives up uploads that never became files. */
  abortUploads(prefix: string): Promise<unknown>
}

/** A file that was read, and its bytes, which came back from the reader. */
export interface FileInHand {
  bytes: Uint8Array
  transcript: ReadTranscript
}

/** Reads transcripts where they hold up nothing. */
export interface TranscriptReader {
  /**
   * Takes the blocks over, and gives their bytes back in one piece with the result. Rejects with
   * ImportError for what is no transcript within bounds of size, time and memory, and with AppError `unavailable` when
   * too many files wait.
   */
  read(claimant: Claimant, blocks: Blocks, options: ReadOptions): Promise<FileInHand>
}

/** Recordings, read piece by piece or by an address that expires. */
export interface RecordingStore {
  getStream(key: string): Promise<{ body: ReadableStream<Uint8Array>; sizeBytes: number }>
  /** An address that anybody can read for so many seconds (900 at most where it leaves the house). */
  signGet(key: string, seconds: number, options?: { isInside?: boolean }): Promise<string>
}

export type SpeechDialect = 'deepgram' | 'whisper'

/** Turns a recording into words. An adapter behind it keeps its SDK's own retries off. */
export interface SpeechProvider {
  /** Stored with the transcript, e.g. `deepgram:nova-3`. */
  readonly name: string
  /** `url`: the provider fetches the recording itself; `stream`: its bytes pass through the worker, never as a whole. */
  readonly takes: 'url' | 'stream'
  /** What it takes at most of one recording; left out where nobody knows. */
  readonly most?: { sizeBytes: number; durationMs: number }
  /** How its answers are read. */
  readonly dialect: SpeechDialect
  /** Returns what the provider answered, as it came. Throws SpeechError, or the signal's reason when it aborts. */
  transcribe(request: SpeechRequest, signal: AbortSignal): Promise<Uint8Array>
  /** Asks the provider, at no cost, whether it answers and takes the key. Throws SpeechError. */
  check(signal: AbortSignal): Promise<void>
  readonly silence?: ProviderStatus<SpeechError>
  close?(): void
}

export interface SpeechRequest {
  /** A signed address when the provider takes one, else the bytes with their length and type. */
  recording:
    | { url: string }
    | { open(): Promise<ReadableStream<Uint8Array>>; sizeBytes: number; contentType: string }
  /** How long it is, where that was measured. */
  durationMs: number | null
  /** How many channels it has that hold one person or one side each; null where everybody is in all of them. */
  voices?: number | null
  /** A language, several at once, or whatever is heard: never left out. */
  language: SpokenLanguage
  /** Names and terms to listen for, the most important first. */
  keyTerms: string[]
}

/** What an answer said, as it is stored. */
export interface ReadSpeech extends Omit<SpeechResult, 'utterances'> {
  /** Their ids, from 1, in the order in which they are first heard. */
  speakers: number[]
  segmentCount: number
  wordCount: number
  /** JSON text of the segments' rows: as `ReadTranscript.rows`, each with its `words`. */
  rows: string
}

/** What is known of a recording, against which an answer is checked. */
export interface AnswerFacts {
  durationMs: number | null
  /** The loudest of each moment, from 0 to 255. */
  peaks: { perSecond: number; values: number[] } | null
}

/** Cuts recordings into files that a provider takes. */
export interface RecordingCutter {
  /** Gives `use` the pieces in the order of time, channel by channel; their files are gone afterwards. */
  cut<T>(
    request: CutRequest,
    signal: AbortSignal,
    use: (pieces: CutPiece[]) => Promise<T>,
  ): Promise<T>
}

export interface CutRequest {
  url: string
  /** How many channels are heard for themselves; null for all in one. */
  voices: number | null
  /** No piece is longer, and where it can each ends in a pause. */
  mostMs: number
}

export interface CutPiece {
  path: string
  contentType: string
  sizeBytes: number
  startMs: number
  endMs: number
  channel: number | null
  /** Nothing is heard in it. */
  isSilent: boolean
}

/** Reads answers where they hold up nothing. */
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
    /** Null where the answer has no time that could be used. */
    startMs: number | null
    endMs: number | null
    text: string
    words: SpokenWord[]
  }[]
  /** BCP 47 tag of what was heard, where the provider says so. */
  language: string | null
  durationMs: number | null
  /** The provider's own id of the request, for its support. */
  requestId: string | null
  /** What was doubtful in the answer, for the people who read the transcript. */
  warnings: { code: string; detail: string; count?: number }[]
}

export interface SpokenWord {
  text: string
  startMs: number
  endMs: number
  /** From 0 to 1; null where the provider does not say. */
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

/** Why a meeting waits where nobody is there to transcribe it. */
export const noSpeechProvider = 'no_speech_provider'

/** Faults between two attempts: the meeting waits, and goes on by itself. */
export const passingReasons: string[] = [
  'media_unreachable',
  'rate_limited',
  'provider_unavailable',
  'provider_timeout',
  'provider_garbage',
] satisfies (typeof speechFaults)[number][]

/** Why meetings wait that a worker with a speech provider can take up. */
export const endedBySpeech: readonly string[] = [noSpeechProvider, ...passingReasons]

/** What went wrong at the speech provider; the code is the key of its wording. */
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
