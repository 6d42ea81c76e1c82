import { ImportError, type ImportReason } from '../import-error.ts'
import { checkUtteranceCount } from '../limits.ts'
import type { Importer, ParsedTranscript, Utterance } from '../types.ts'

type Json = Record<string, unknown>

const EXPECTED = [
  '{"segments": [{"speaker": "Anna", "start": 1.5, "end": 4.2, "text": "…"}]} with times in seconds',
  'the same with "startMs" and "endMs" in milliseconds',
  'a bare list of such segments',
]

/** Answers of other services, told by the fields that only they have. */
const OTHER_JSON: [field: string, what: string][] = [
  ['sentences', 'a Fireflies export'],
  ['results', 'a Deepgram answer'],
  ['utterances', 'a speech service’s answer'],
]

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const malformed = (
  reason: ImportReason,
  detail: string,
  pointer: string,
  expected = EXPECTED,
): ImportError => new ImportError('transcript_malformed', reason, detail, { pointer, expected })

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
    )
  }
  try {
    return JSON.parse(text)
  } catch {
    throw malformed(
      'json_invalid',
      'The file begins like JSON, but it is not valid JSON: it may have been cut off. Export it again and import the whole file.',
      '',
    )
  }
}

const unrecognised = (document: unknown): ImportError => {
  const [, what] = OTHER_JSON.find(([field]) => isObject(document) && field in document) ?? []
  return new ImportError(
    'transcript_unrecognised',
    'json_unknown',
    `This is ${what ?? 'JSON'}, and AAM found no list of segments in it. Bring {"segments": [{"speaker", "start", "end", "text"}]}, or export the transcript as WebVTT or SRT.`,
    { pointer: '', expected: EXPECTED },
  )
}

interface SegmentList {
  segments: unknown[]
  pointer: string
  title: string | null
}

const findSegments = (document: unknown): SegmentList => {
  if (Array.isArray(document)) return { segments: document, pointer: '', title: null }
  if (!isObject(document) || !Array.isArray(document['segments'])) throw unrecognised(document)
  const { title } = document
  return {
    segments: document['segments'],
    pointer: '/segments',
    title: typeof title === 'string' ? title : null,
  }
}

/** Seconds under `start` and `end`, milliseconds under `startMs` and `endMs`; null when absent. */
const readTimeMs = (segment: Json, name: 'start' | 'end', pointer: string): number | null => {
  const field = segment[`${name}Ms`] === undefined ? name : `${name}Ms`
  const value = segment[field]
  if (value === undefined || value === null) return null
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
    const unit = field === name ? 'seconds' : 'milliseconds'
    throw malformed(
      'json_time',
      `"${field}" must be a number of ${unit}, 0 or more.`,
      `${pointer}/${field}`,
      [`a number of ${unit}`, 'null where the time is unknown'],
    )
  }
  return Math.round(field === name ? value * 1000 : value)
}

const readSpeaker = (value: unknown, pointer: string): string | null => {
  if (value === undefined || value === null) return null
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isInteger(value)) return `Speaker ${value}`
  throw malformed('json_speaker', '"speaker" must be a name.', `${pointer}/speaker`, [
    'a name',
    'a speaker number',
    'null where the speaker is unknown',
  ])
}

const readSegment = (value: unknown, pointer: string): Utterance => {
  if (!isObject(value)) {
    throw malformed('json_segment', 'A segment must be an object with at least "text".', pointer)
  }
  if (typeof value['text'] !== 'string') {
    throw malformed(
      'json_text',
      'Each segment needs its words as a string in "text".',
      `${pointer}/text`,
    )
  }
  return {
    cueId: '',
    speaker: readSpeaker(value['speaker'], pointer),
    startMs: readTimeMs(value, 'start', pointer),
    endMs: readTimeMs(value, 'end', pointer),
    text: value['text'],
  }
}

const looksLikeSegment = (value: unknown): boolean => isObject(value) && 'text' in value

const parse = (text: string): ParsedTranscript => {
  const document = parseJson(text)
  const { segments, pointer, title } = findSegments(document)
  checkUtteranceCount(segments.length)
  const isAnotherKind = isObject(segments[0]) && !segments.some(looksLikeSegment)
  if (isAnotherKind || isFathom(segments[0])) throw unrecognised(document)
  return {
    utterances: segments.map((segment, index) => readSegment(segment, `${pointer}/${index}`)),
    cutsSentences: false,
    timesApproximate: false,
    title,
    warnings: [],
  }
}

/** Fathom's records name the speaker by an object and the time by a clock string. */
const isFathom = (segment: unknown): boolean =>
  isObject(segment) && isObject(segment['speaker']) && 'timestamp' in segment

const recognise = (text: string): number => {
  const head = text.slice(0, 1000).trimStart()
  return /^(?:\{\s*["}]|\[\s*[{\]])/.test(head) ? 0.95 : 0
}

export const jsonSegmentsImporter: Importer = {
  format: 'json',
  label: 'JSON segments',
  recognise,
  parse,
}
