import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import {
  isObject,
  type Json,
  type JsonDialect,
  malformed,
  readSpeaker,
  textOrNull,
  toTranscript,
} from './fields.ts'

export const EXPECTED_SEGMENTS = [
  '{"segments": [{"speaker": "Anna", "start": 1.5, "end": 4.2, "text": "…"}]} with times in seconds',
  'the same with "startMs" and "endMs" in milliseconds',
  'a bare list of such segments',
]

interface SegmentList {
  segments: unknown[]
  pointer: string
  title: string | null
}

const findSegments = (document: unknown): SegmentList | null => {
  if (Array.isArray(document)) return { segments: document, pointer: '', title: null }
  if (!isObject(document) || !Array.isArray(document['segments'])) return null
  return {
    segments: document['segments'],
    pointer: '/segments',
    title: textOrNull(document['title']),
  }
}

/** Seconds under `start` and `end`, milliseconds under `startMs` and `endMs`; null when absent. */
const readTime = (segment: Json, name: 'start' | 'end', pointer: string): number | null => {
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

const readSegment = (value: unknown, pointer: string): Utterance => {
  if (!isObject(value)) {
    throw malformed(
      'json_segment',
      'A segment must be an object with at least "text".',
      pointer,
      EXPECTED_SEGMENTS,
    )
  }
  if (typeof value['text'] !== 'string') {
    throw malformed(
      'json_text',
      'Each segment needs its words as a string in "text".',
      `${pointer}/text`,
      EXPECTED_SEGMENTS,
    )
  }
  return {
    cueId: '',
    speaker: readSpeaker(value['speaker'], `${pointer}/speaker`),
    startMs: readTime(value, 'start', pointer),
    endMs: readTime(value, 'end', pointer),
    text: value['text'],
  }
}

const looksLikeSegment = (value: unknown): boolean => isObject(value) && 'text' in value

/** AAM's own JSON, which many speech tools write alike: a list of `{speaker, start, end, text}`. */
export const segmentsDialect: JsonDialect = {
  format: 'json',
  read(document) {
    const found = findSegments(document)
    if (!found) return null
    const { segments, pointer, title } = found
    checkUtteranceCount(segments.length)
    if (isObject(segments[0]) && !segments.some(looksLikeSegment)) return null
    const utterances = segments.map((segment, index) => readSegment(segment, `${pointer}/${index}`))
    return toTranscript(utterances, title)
  },
}
