import type { KnownNames } from './shaping/known-names.ts'
import type { Locale } from '../vocabulary.ts'

/** What a transcript was recognised as. `tabbed` is the text of Zoom and Kontur Talk, which write it alike. */
export const transcriptFormats = [
  'webvtt',
  'srt',
  'sbv',
  'plain',
  'tabbed',
  'csv',
  'otter',
  'meet',
  'teams',
  'fireflies',
  'fathom',
  'deepgram',
  'json',
] as const
export type TranscriptFormat = (typeof transcriptFormats)[number]

/** What the text stood in: a file of its own, or a Word document. */
export type Container = 'text' | 'docx'

export type TextEncoding =
  | 'utf-8'
  | 'utf-16le'
  | 'utf-16be'
  | 'windows-1250'
  | 'windows-1251'
  | 'windows-1252'
  | 'windows-1253'
  | 'windows-1254'
  | 'windows-1255'
  | 'windows-1256'
  | 'windows-1257'
  | 'iso-8859-2'
  | 'iso-8859-5'
  | 'koi8-u'
  | 'ibm866'
  | 'x-mac-cyrillic'
  | 'gb18030'
  | 'big5'
  | 'shift_jis'
  | 'euc-jp'
  | 'iso-2022-jp'
  | 'euc-kr'

/** What a reader should know of an import: the key of its wording in the reader's language. */
export type ImportWarningCode =
  | 'labels_unclear'
  | 'bytes_unread'
  | 'encoding_assumed'
  | 'lines_left_out'
  | 'no_speakers'
  | 'heads_unread'
  | 'speakers_missing'
  | 'fields_unread'
  | 'records_empty'
  | 'time_unit_assumed'
  | 'cues_skipped'
  | 'cues_out_of_order'
  | 'parts_joined'
  | 'text_without_time'
  | 'times_left_out'
  | 'names_cut'
  | 'segments_cut'

export interface ImportWarning {
  code: ImportWarningCode
  detail: string
  count?: number
  /** What the first of them reads, and where: the line of the file (from 1), or the time in milliseconds. */
  example?: string
  line?: number
  startMs?: number
}

/** What one voice says within one cue, paragraph or record of the file, before any shaping. */
export interface Utterance {
  /** The cue's identifier as written; empty where the format has none. */
  cueId: string
  speaker: string | null
  startMs: number | null
  endMs: number | null
  text: string
  /** The file marks that another voice begins here. */
  startsTurn?: boolean
}

export interface ImportedSegment {
  speaker: string | null
  startMs: number | null
  endMs: number | null
  text: string
}

export interface ImportedTranscript {
  format: TranscriptFormat
  encoding: TextEncoding
  /** Detected from the words; null when they are too few or in neither language. */
  language: Locale | null
  timesApproximate: boolean
  segments: ImportedSegment[]
  title: string | null
  warnings: ImportWarning[]
}

export interface ParsedTranscript {
  /** Set by an importer that reads several formats: which of them it was. */
  format?: TranscriptFormat
  utterances: Utterance[]
  /** Cues cut sentences wherever the caption was full, so split sentences are put together again. */
  cutsSentences: boolean
  timesApproximate: boolean
  title: string | null
  warnings: ImportWarning[]
}

export interface ParseOptions {
  /** True for a label that is one of the names known from the meeting or the directory. */
  isKnown(label: string): boolean
}

/** One transcript format. A new format is one file with one of these, listed in `importers.ts`. */
export interface Importer {
  format: TranscriptFormat
  /** What people call the format; used in messages. */
  label: string
  /** Set where other things look alike: what is plainly no transcript is then refused first. */
  isLoose?: true
  /** How sure the importer is that the text is its own: 0 not at all, 1 certain. The surest importer parses. */
  recognise(text: string, container: Container): number
  parse(text: string, options: ParseOptions): ParsedTranscript
}

/** A transcript file whose segments are ready to be stored. */
export interface ReadTranscript extends Omit<ImportedTranscript, 'segments'> {
  /** In the order of their first words; the first has the id 1. */
  speakers: string[]
  segmentCount: number
  wordCount: number
  durationMs: number | null
  /** JSON text of the segments' rows: `speaker_id`, `start_ms`, `end_ms`, `text`. */
  rows: string
  /** SHA-256 (hex) over what was asked for and the bytes; null where nobody asked. */
  hash: string | null
}

export interface ReadOptions {
  fileName: string | null
  /** What the hash of the bytes begins with; null where nobody needs it. */
  hashPrefix: string | null
  /** Names that the meeting or the organisation knows. */
  known?: KnownNames
}
