import { checkUtteranceCount } from '../../limits.ts'
import type { Utterance } from '../../types.ts'
import {
  isObject,
  type Json,
  type JsonDialect,
  readSpeaker,
  readTimeMs,
  readWords,
  requireObject,
  textOrNull,
  toTranscript,
} from './fields.ts'

interface Sentences {
  sentences: unknown[]
  pointer: string
  title: string | null
}

const OWN_FIELDS = ['text', 'raw_text', 'speaker_name', 'speaker_id', 'start_time']

const takeSentences = (value: Json, pointer: string): Sentences | null => {
  const { sentences, title } = value
  if (!Array.isArray(sentences)) return null
  // Other tools have sentences too, with different fields.
  const isForeign = (item: unknown): boolean =>
    isObject(item) && !OWN_FIELDS.some((field) => field in item)
  if (sentences.length > 0 && sentences.every(isForeign)) return null
  return { sentences, pointer: `${pointer}/sentences`, title: textOrNull(title) }
}

/** The export is the object itself or the bare list; the API wraps it in `data.transcript`. */
const findSentences = (document: unknown): Sentences | null => {
  if (Array.isArray(document)) {
    const isOwn = document.some((item) => isObject(item) && 'speaker_name' in item)
    return isOwn ? { sentences: document, pointer: '', title: null } : null
  }
  if (!isObject(document)) return null
  const data = isObject(document['data']) ? document['data'] : null
  const transcript = data && isObject(data['transcript']) ? data['transcript'] : null
  return (
    takeSentences(document, '') ??
    (transcript ? takeSentences(transcript, '/data/transcript') : null)
  )
}

const DIGITS = /^\d{1,6}$/

const readName = (sentence: Json, pointer: string): string | null => {
  const name = readSpeaker(sentence['speaker_name'], `${pointer}/speaker_name`)
  if (name !== null && name.trim() !== '') return name
  const id = sentence['speaker_id']
  const number = typeof id === 'string' && DIGITS.test(id) ? Number(id) : id
  return readSpeaker(number, `${pointer}/speaker_id`)
}

const readSentence = (value: unknown, pointer: string): Utterance => {
  const sentence = requireObject(value, pointer, 'A sentence')
  const field = typeof sentence['text'] === 'string' ? 'text' : 'raw_text'
  return {
    cueId: '',
    speaker: readName(sentence, pointer),
    startMs: readTimeMs(sentence['start_time'], `${pointer}/start_time`),
    endMs: readTimeMs(sentence['end_time'], `${pointer}/end_time`),
    text: readWords(sentence[field], `${pointer}/${field === 'text' ? 'text' : 'raw_text'}`),
  }
}

/** Fireflies: `sentences[]{speaker_name, speaker_id, text, start_time, end_time}`, times as numbers or strings. */
export const firefliesDialect: JsonDialect = {
  format: 'fireflies',
  read(document) {
    const found = findSentences(document)
    if (!found) return null
    checkUtteranceCount(found.sentences.length)
    const utterances = found.sentences.map((sentence, index) =>
      readSentence(sentence, `${found.pointer}/${index}`),
    )
    return toTranscript(utterances, found.title)
  },
}
