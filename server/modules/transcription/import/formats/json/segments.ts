import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import { isObject, type JsonDialect, malformed, textOrNull, toTranscript } from './fields.ts'
import {
  findUnreadFields,
  readSegmentSpeaker,
  readSegmentTime,
  type SegmentTime,
  warnOfUnreadFields,
} from './segment-fields.ts'

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

interface ReadSegment extends Omit<Utterance, 'startMs' | 'endMs'> {
  start: SegmentTime | null
  end: SegmentTime | null
  unread: string[]
}

const readSegment = (value: unknown, pointer: string): ReadSegment => {
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
  const speaker = readSegmentSpeaker(value, pointer)
  const start = readSegmentTime(value, 'start', pointer)
  return {
    cueId: '',
    speaker,
    start,
    end: readSegmentTime(value, 'end', pointer),
    text: value['text'],
    unread: findUnreadFields(value, { hasSpeaker: speaker !== null, hasStart: start !== null }),
  }
}

/** Dates are counted from the first of them: the earliest that the file says of its beginning. */
const toUtterances = (segments: readonly ReadSegment[]): Utterance[] => {
  let firstMs = Number.POSITIVE_INFINITY
  for (const { start, end } of segments) {
    const { timeMs, isDate } = start ?? end ?? { timeMs: 0, isDate: false }
    if (isDate && timeMs < firstMs) firstMs = timeMs
  }
  const place = (time: SegmentTime | null): number | null =>
    time === null ? null : Math.max(0, time.isDate ? time.timeMs - firstMs : time.timeMs)
  return segments.map(({ cueId, speaker, start, end, text }) => ({
    cueId,
    speaker,
    startMs: place(start),
    endMs: place(end),
    text,
  }))
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
    const read = segments.map((segment, index) => readSegment(segment, `${pointer}/${index}`))
    return {
      ...toTranscript(toUtterances(read), title),
      warnings: warnOfUnreadFields(read.map(({ unread }) => unread)),
    }
  },
}
