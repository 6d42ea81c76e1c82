import { ImportError } from '../../import-error.ts'
import type { Importer, ParsedTranscript } from '../../types.ts'
import { deepgramDialect } from './deepgram.ts'
import { fathomDialect } from './fathom.ts'
import { isObject, type JsonDialect, malformed } from './fields.ts'
import { firefliesDialect } from './fireflies.ts'
import { EXPECTED_SEGMENTS, segmentsDialect } from './segments.ts'

/** The own list of segments comes last: the others have fields by which they are told. */
const dialects: readonly JsonDialect[] = [
  firefliesDialect,
  fathomDialect,
  deepgramDialect,
  segmentsDialect,
]

const EXPECTED = [
  ...EXPECTED_SEGMENTS,
  'Fireflies’ "sentences", Fathom’s "transcript" or Deepgram’s "results"',
]

const MAX_DEPTH = 32

/** Nesting outside of strings; a deep document costs the parser seconds before it fails. */
const isNestedDeeply = (text: string): boolean => {
  let depth = 0
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\(?:.|$))*(?:"|$)|[[{\]}]/gs)) {
    if (token === '[' || token === '{') depth += 1
    if (token === ']' || token === '}') depth -= 1
    if (depth > MAX_DEPTH) return true
  }
  return false
}

const parseJson = (text: string): unknown => {
  if (isNestedDeeply(text)) {
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
    throw malformed(
      'json_invalid',
      'The file begins like JSON, but it is not valid JSON: it may have been cut off. Export it again and import the whole file.',
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
    if (parsed) return { ...parsed, format }
  }
  throw unrecognised(document)
}

const recognise = (text: string): number => {
  const head = text.slice(0, 1000).trimStart()
  return /^(?:\{\s*["}]|\[\s*[{\]])/.test(head) ? 0.95 : 0
}

/** JSON of every kind that is read: which one, its fields say. */
export const jsonImporter: Importer = { format: 'json', label: 'JSON', recognise, parse }
