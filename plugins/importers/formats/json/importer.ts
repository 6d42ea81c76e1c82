import { ImportError } from '../../import-error.ts'
import { checkUtteranceCount } from '../../limits.ts'
import type { Importer, ParsedTranscript } from '../../types.ts'
import { splitLines } from '../clock.ts'
import { awsDialect } from './aws.ts'
import { deepgramDialect } from './deepgram.ts'
import { fathomDialect } from './fathom.ts'
import { isObject, type JsonDialect, malformed } from './fields.ts'
import { firefliesDialect } from './fireflies.ts'
import { EXPECTED_SEGMENTS, segmentsDialect } from './segments.ts'
import { nameSpeakers } from './speaker-names.ts'
import { turnsDialect } from './turns.ts'

/** Our own list of segments comes after the formats with distinctive fields; any list of turns comes last. */
const dialects: readonly JsonDialect[] = [
  firefliesDialect,
  fathomDialect,
  deepgramDialect,
  awsDialect,
  segmentsDialect,
  turnsDialect,
]

const EXPECTED = [
  ...EXPECTED_SEGMENTS,
  'Fireflies’ "sentences", Fathom’s "transcript" or Deepgram’s "results"',
]

const MAX_DEPTH = 32

/** Measures nesting outside of strings: the parser would spend seconds on a deep document before it fails. */
const readNesting = (text: string): { deepest: number; open: number } => {
  let deepest = 0
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    deepest = Math.max(deepest, depth)
    if (depth > MAX_DEPTH) break
  }
  return { deepest, open: depth }
}

/** Parses JSON Lines, one object a line; null for anything else. */
const parseLines = (text: string): unknown[] | null => {
  const lines = splitLines(text).filter((line) => line.trim() !== '')
  if (lines.length < 2) return null
  checkUtteranceCount(lines.length)
  try {
    return lines.map((line): unknown => JSON.parse(line.trim().replace(/,$/, '')))
  } catch {
    return null
  }
}

const parseJson = (text: string): unknown => {
  const { deepest, open } = readNesting(text)
  if (deepest > MAX_DEPTH) {
    throw malformed(
      'json_too_deep',
      `The JSON is nested more than ${MAX_DEPTH} levels deep; a transcript is not.`,
      '',
      EXPECTED,
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    const lines = parseLines(text)
    if (lines) return lines
    if (open <= 0 && /[\]}]\s*$/.test(text)) {
      throw malformed(
        'json_syntax',
        'The file looks like JSON, but a comma, quote or bracket is wrong, so it cannot be read. Export it again, or add the transcript as WebVTT or SRT.',
        '',
        EXPECTED,
      )
    }
    throw malformed(
      'json_invalid',
      'The file starts like JSON but is not valid: it may have been cut off. Export it again and import the whole file.',
      '',
      EXPECTED,
    )
  }
}

const unrecognised = (document: unknown): ImportError => {
  const what = isObject(document) && 'utterances' in document ? 'a speech service’s answer' : 'JSON'
  return new ImportError(
    'transcript_unrecognised',
    'json_unknown',
    `This is ${what}, and AAM found no list of segments in it. Bring {"segments": [{"speaker", "start", "end", "text"}]}, or export the transcript as WebVTT or SRT.`,
    { pointer: '', expected: EXPECTED },
  )
}

const parse = (text: string): ParsedTranscript => {
  const document = parseJson(text)
  for (const { format, read } of dialects) {
    const parsed = read(document)
    if (parsed) {
      return { ...parsed, utterances: nameSpeakers(document, parsed.utterances), format }
    }
  }
  throw unrecognised(document)
}

const recognise = (text: string): number => {
  const head = text.slice(0, 1000).trimStart()
  if (/^(?:\{\s*["}]|\[\s*[{\]])/.test(head)) return 0.95
  // A list of rows; `[[Ann]]` inside a text is not one.
  return /^\[\s*\[\s*["\d]/.test(head) && /\]\s*\]\s*$/.test(text.slice(-100)) ? 0.95 : 0
}

/** Any JSON that can be read; its fields decide which kind it is. */
export const jsonImporter: Importer = { format: 'json', label: 'JSON', recognise, parse }
