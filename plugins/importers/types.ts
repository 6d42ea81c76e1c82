import type { KnownNames } from './shaping/known-names.ts'
import type { Locale } from '../vocabulary.ts'

/** The recognised format. `tabbed` is the text of Zoom and of Kontur Talk, which are alike. */
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

/** What contained the text: a text file or a Word document. */
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

/** A warning about an import; the key of the translated message. */
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
  /** The first example, and its place: the line of the file (from 1) or the time in milliseconds. */
  example?: string
  line?: number
  startMs?: number
}

/** The words of one voice in one cue, paragraph or record, before any shaping. */
export interface Utterance {
  /** The cue's identifier as written; empty if the format has none. */
  cueId: string
  speaker: string | null
  startMs: number | null
  endMs: number | null
  text: string
  /** The file marks a change of speaker here. */
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
  /** Detected from the text; null when there is too little of it, or it is in another language. */
  language: Locale | null
  timesApproximate: boolean
  segments: ImportedSegment[]
  title: string | null
  warnings: ImportWarning[]
}

export interface ParsedTranscript {
  /** Set by an importer that reads several formats: which one it was. */
  format?: TranscriptFormat
  utterances: Utterance[]
  /** Cues break sentences wherever the caption was full, so they are joined again. */
  cutsSentences: boolean
  timesApproximate: boolean
  title: string | null
  warnings: ImportWarning[]
}

export interface ParseOptions {
  /** Whether a label is a known name of the meeting or the directory. */
  isKnown(label: string): boolean
}

/** One transcript format. A new format is one file with one of these, listed in `importers.ts`. */
export interface Importer {
  format: TranscriptFormat
  /** The name of the format in messages. */
  label: string
  /** Set when other texts look alike: a text that is plainly not a transcript is then refused first. */
  isLoose?: true
  /** How certain the importer is that the text is in its format, from 0 to 1. The most certain one parses. */
  recognise(text: string, container: Container): number
  parse(text: string, options: ParseOptions): ParsedTranscript
}

/** A transcript file whose segments are ready to be stored. */
export interface ReadTranscript extends Omit<ImportedTranscript, 'segments'> {
  /** In order of their first words; the first has the id 1. */
  speakers: string[]
  segmentCount: number
  wordCount: number
  durationMs: number | null
  /** JSON text of the segments' rows: `speaker_id`, `start_ms`, `end_ms`, `text`. */
  rows: string
  /** SHA-256 (hex) of `hashPrefix` and the bytes; null without a prefix. */
  hash: string | null
}

export interface ReadOptions {
  fileName: string | null
  /** Prepended to the bytes before hashing; null when no hash is needed. */
  hashPrefix: string | null
  /** Known names of the meeting or the organisation. */
  known?: KnownNames
}
