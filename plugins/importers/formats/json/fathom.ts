import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import {
  isObject,
  type JsonDialect,
  readSpeaker,
  readTimeMs,
  readWords,
  requireObject,
  textOrNull,
  toTranscript,
} from './fields.ts'

const isRecord = (value: unknown): boolean =>
  isObject(value) && isObject(value['speaker']) && 'timestamp' in value

const readRecord = (value: unknown, pointer: string): Utterance => {
  const { speaker, text, timestamp } = requireObject(value, pointer, 'A record')
  const name = isObject(speaker) ? speaker['display_name'] : speaker
  return {
    cueId: '',
    speaker: readSpeaker(
      name,
      isObject(speaker) ? `${pointer}/speaker/display_name` : `${pointer}/speaker`,
    ),
    startMs: readTimeMs(timestamp, `${pointer}/timestamp`),
    endMs: null,
    text: readWords(text, `${pointer}/text`),
  }
}

/** Fathom: a list of `{speaker: {display_name}, text, timestamp}`, bare or under `transcript`. */
export const fathomDialect: JsonDialect = {
  format: 'fathom',
  read(document) {
    const isBare = Array.isArray(document)
    const list = isObject(document) ? document['transcript'] : document
    if (!Array.isArray(list) || !list.some(isRecord)) return null
    checkUtteranceCount(list.length)
    const pointer = isBare ? '' : '/transcript'
    const title = isObject(document)
      ? (textOrNull(document['meeting_title']) ?? textOrNull(document['title']))
      : null
    return toTranscript(
      list.map((record, index) => readRecord(record, `${pointer}/${index}`)),
      title,
    )
  },
}
