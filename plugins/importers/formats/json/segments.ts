import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import {
  isObject,
  type Json,
  type JsonDialect,
  malformed,
  textOrNull,
  toTranscript,
} from './fields.ts'
import { fitUnits } from './plausible-units.ts'
import { readSpan, readText, readVoices, warnOfEmptyRecords } from './records.ts'
import {
  findUnreadFields,
  readSegmentTime,
  type SegmentTime,
  warnOfUnreadFields,
} from './segment-fields.ts'
import { readSegmentSpeaker, readSpeakerOf } from './speaker-fields.ts'
import { areWords, joinWords } from './word-list.ts'

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

const readSegment = (value: unknown, pointer: string, areTexts: boolean): ReadSegment => {
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
  const start = readSegmentTime(value, 'start', pointer, areTexts)
  return {
    cueId: '',
    speaker,
    start,
    end: readSegmentTime(value, 'end', pointer, areTexts),
    text: value['text'],
    unread: findUnreadFields(value, { hasSpeaker: speaker !== null, hasStart: start !== null }),
  }
}

/** Dates are counted from the earliest one. */
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

/** A record about the file, such as the first line of JSON Lines: without text, speaker or time. */
const isNoSegment = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  !('text' in value) &&
  readText(value) === null &&
  !names(value)

const names = (value: Json): boolean => {
  const { start, end } = readSpan(value)
  return readSpeakerOf(value) !== null || start !== null || end !== null
}

/** All times of the file are strings, so its tool writes numbers that way. */
const hasTimesAsText = (value: unknown): boolean =>
  isObject(value) &&
  typeof value['start'] === 'string' &&
  /^\d{1,9}(?:\.\d{1,12})?$/.test(value['start'])

const namesUnit = (segment: Json): boolean =>
  Object.keys(segment).some((field) => /^(?:start|end).*(?:ms|millis)/i.test(field))

const looksLikeSegment = (value: unknown): boolean => isObject(value) && 'text' in value

/** AAM's own JSON, which many speech tools write similarly: a list of `{speaker, start, end, text}`. */
export const segmentsDialect: JsonDialect = {
  format: 'json',
  read(document) {
    const found = findSegments(document)
    if (!found) return null
    const { pointer, title } = found
    checkUtteranceCount(found.segments.length)
    if (isObject(found.segments[0]) && !found.segments.some(looksLikeSegment)) return null
    // If only words have speakers, the words decide the turns.
    if (found.segments.some((one) => isObject(one) && readVoices(one) !== null)) return null
    const entries = [...found.segments.entries()].filter(([, value]) => !isNoSegment(value))
    const segments = entries.map(([, value]) => value)
    const areTexts = segments.every(hasTimesAsText)
    const read = entries.map(([index, segment]) =>
      readSegment(segment, `${pointer}/${index}`, areTexts),
    )
    const isNamed = segments.some((segment) => isObject(segment) && namesUnit(segment))
    const utterances = toUtterances(read)
    const fitted = isNamed ? { records: utterances, warnings: [] } : fitUnits(utterances)
    const records = [...fitted.records]
    return {
      ...toTranscript(areWords(records) ? joinWords(records) : records, title),
      warnings: [
        ...fitted.warnings,
        ...warnOfEmptyRecords(found.segments.length - segments.length),
        ...warnOfUnreadFields(read.map(({ unread }) => unread)),
      ],
    }
  },
}
