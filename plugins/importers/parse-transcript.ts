import { isZip, noTranscript, readDocx } from './docx/read-docx.ts'
import { ImportError } from './import-error.ts'
import { decodeText } from './intake/decode.ts'
import { READABLE_FORMATS } from './intake/readable-formats.ts'
import { refuseForeignBytes } from './intake/refuse-foreign-bytes.ts'
import { checkLineCount, MAX_FILE_BYTES } from './limits.ts'
import { detectLanguage } from './shaping/detect-language.ts'
import { readText } from './read-text.ts'
import type { KnownNames } from './shaping/known-names.ts'
import { cleanText } from './shaping/clean-text.ts'
import { shapeSegments } from './shaping/shape-segments.ts'
import type {
  Container,
  ImportedSegment,
  ImportedTranscript,
  Importer,
  ImportWarning,
  ParsedTranscript,
  TextEncoding,
  TranscriptFormat,
  Utterance,
} from './types.ts'

export interface ImportOptions {
  /** Used in messages only: the content decides the format. */
  fileName?: string
  /** Known names of people: evidence that a label is a speaker. */
  known?: KnownNames
}

interface Opened {
  importer: Importer
  encoding: TextEncoding
  parsed: ParsedTranscript
}

const MAX_TITLE_CHARS = 300
const nobody: KnownNames = { participants: [], directory: [] }

const nameOf = ({ fileName }: ImportOptions): string => {
  const name = cleanText(fileName ?? '')
    .slice(0, 120)
    .toWellFormed()
  return name === '' ? 'The file' : `"${name}"`
}

const checkSize = (bytes: Uint8Array, name: string): void => {
  if (bytes.byteLength === 0) {
    throw new ImportError(
      'transcript_empty',
      'empty_file',
      `${name} is empty: export the transcript again.`,
      {
        expected: READABLE_FORMATS,
      },
    )
  }
  if (bytes.byteLength > MAX_FILE_BYTES) {
    throw new ImportError(
      'transcript_too_large',
      'file_too_large',
      `${name} is larger than ${MAX_FILE_BYTES / 1024 / 1024} MB, the limit for a transcript. Recordings are uploaded as media; a longer transcript has to be split.`,
    )
  }
}

const open = (bytes: Uint8Array, name: string, known: KnownNames = nobody): Opened => {
  checkSize(bytes, name)
  const container: Container = isZip(bytes) ? 'docx' : 'text'
  if (container === 'text') refuseForeignBytes(bytes, name)
  const {
    text: written,
    encoding,
    warnings,
  } = container === 'docx' ? readDocx(bytes, name) : decodeText(bytes, name)
  checkLineCount(written)
  if (written.trim() === '') {
    throw new ImportError(
      'transcript_empty',
      'blank_file',
      `${name} holds nothing but white space.`,
      {
        expected: READABLE_FORMATS,
      },
    )
  }
  const { importer, parsed } = readText(written, container, name, known)
  if (container === 'docx' && isWithoutTurns(parsed)) throw noTranscript(name)
  return {
    importer,
    encoding,
    parsed: { ...parsed, warnings: [...warnings, ...parsed.warnings] },
  }
}

/** Letters and reports have paragraphs too; speakers or times make a document a transcript. */
const isWithoutTurns = ({ utterances }: ParsedTranscript): boolean =>
  utterances.every(({ speaker, startMs }) => speaker === null && startMs === null)

const refuseEmpty = (name: string, { importer, parsed }: Opened): never => {
  const isCaption = ['webvtt', 'srt', 'sbv'].includes(importer.format)
  const hasNoCues = isCaption && parsed.utterances.length === 0
  const detail = hasNoCues
    ? `${name} is a ${importer.label} file without a single timed cue. A cue is a line "00:00:05.320 --> 00:00:07.000" with text below it; export the transcript again.`
    : `${name} was read as ${importer.label}, but it holds no words. Export the transcript again.`
  throw new ImportError('transcript_empty', hasNoCues ? 'no_cues' : 'no_words', detail, {
    expected: READABLE_FORMATS,
  })
}

/**
 * Reads a transcript file. Format and encoding are detected from the content alone. Times are milliseconds from the
 * start; speakers and times that the file does not state are null. Throws ImportError, and nothing else, for anything
 * that is not a transcript within bounds.
 */
export function parseTranscript(
  bytes: Uint8Array,
  options: ImportOptions = {},
): ImportedTranscript {
  const name = nameOf(options)
  const opened = open(bytes, name, options.known)
  const { importer, encoding, parsed } = opened
  const { segments, warnings } = shapeSegments(parsed)
  if (segments.length === 0) refuseEmpty(name, opened)
  return {
    format: parsed.format ?? importer.format,
    encoding,
    language: detectLanguage(segments.map((segment) => segment.text)),
    timesApproximate: parsed.timesApproximate,
    segments,
    title:
      cleanText(parsed.title ?? '')
        .slice(0, MAX_TITLE_CHARS)
        .toWellFormed() || null,
    warnings: [
      ...warnOfNoSpeakers(segments),
      ...(parsed.cutsSentences ? warnOfMissing(segments, warnings) : []),
      ...warnings,
    ],
  }
}

/** Tasks depend on who spoke, so a file without speakers always gets a warning. */
const warnOfNoSpeakers = (segments: readonly ImportedSegment[]): ImportWarning[] =>
  segments.some(({ speaker }) => speaker !== null)
    ? []
    : [
        {
          code: 'no_speakers',
          detail:
            'No speakers were found. Lines of the form "Name: text", or "speaker" in each segment of JSON, would name them.',
        },
      ]

/** A line in brackets is a sound, not speech. */
const SOUND = /^(?:\[[^[\]]*\]|\([^()]*\)|[♪♫].*)$/su

/** Warns about captions without a speaker in a file that names most speakers. */
function warnOfMissing(
  segments: readonly ImportedSegment[],
  warnings: readonly ImportWarning[],
): ImportWarning[] {
  const spoken = segments.filter(({ text }) => !SOUND.test(text))
  const missing = spoken.filter(({ speaker }) => speaker === null)
  const unclear = warnings.find(({ code }) => code === 'labels_unclear')?.count ?? 0
  const count = missing.length - unclear
  const [first] = missing
  if (count <= 0 || missing.length === spoken.length || !first) return []
  return [
    {
      code: 'speakers_missing',
      count,
      ...(first.startMs === null ? {} : { startMs: first.startMs }),
      detail: `${count === 1 ? '1 caption names' : `${count} captions name`} no speaker, while others do: the words are kept without one. Choose the speaker in the transcript.`,
    },
  ]
}

/** Returns the cues of a caption file as written, one for each voice, before they are joined or cut. */
export function parseCues(bytes: Uint8Array): { format: TranscriptFormat; cues: Utterance[] } {
  const { importer, parsed } = open(bytes, 'The file')
  return { format: parsed.format ?? importer.format, cues: parsed.utterances }
}
