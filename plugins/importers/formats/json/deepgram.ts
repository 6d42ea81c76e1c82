import { ImportError } from '../../import-error.ts'
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
  toTranscript,
} from './fields.ts'

/** Each channel numbers its speakers from 0, so with several channels a number alone is ambiguous. */
const nameOf = (speaker: string | null, channel: number | null): string | null => {
  if (channel === null) return speaker
  return speaker === null ? `Channel ${channel + 1}` : `${speaker} (channel ${channel + 1})`
}

const readUtterance = (value: unknown, pointer: string, isMultichannel: boolean): Utterance => {
  const utterance = requireObject(value, pointer, 'An utterance')
  const { channel } = utterance
  const speaker = readSpeaker(utterance['speaker'], `${pointer}/speaker`)
  return {
    cueId: '',
    speaker: nameOf(speaker, isMultichannel && typeof channel === 'number' ? channel : null),
    startMs: readTimeMs(utterance['start'], `${pointer}/start`),
    endMs: readTimeMs(utterance['end'], `${pointer}/end`),
    text: readWords(utterance['transcript'], `${pointer}/transcript`),
  }
}

const readSentences = (value: unknown, pointer: string): string => {
  if (!Array.isArray(value)) return readWords(value, pointer)
  checkUtteranceCount(value.length)
  return value
    .map((item, index) => {
      const sentence = requireObject(item, `${pointer}/${index}`, 'A sentence')
      return readWords(sentence['text'], `${pointer}/${index}/text`)
    })
    .join(' ')
}

const readParagraph = (value: unknown, pointer: string, channel: number | null): Utterance => {
  const paragraph = requireObject(value, pointer, 'A paragraph')
  return {
    cueId: '',
    speaker: nameOf(readSpeaker(paragraph['speaker'], `${pointer}/speaker`), channel),
    startMs: readTimeMs(paragraph['start'], `${pointer}/start`),
    endMs: readTimeMs(paragraph['end'], `${pointer}/end`),
    text: readSentences(paragraph['sentences'], `${pointer}/sentences`),
  }
}

interface Channel {
  paragraphs: unknown[]
  pointer: string
}

const firstOf = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined)

const findParagraphs = (value: unknown, index: number): Channel | null => {
  const alternative = isObject(value) ? firstOf(value['alternatives']) : null
  const block = isObject(alternative) ? alternative['paragraphs'] : null
  const paragraphs = isObject(block) ? block['paragraphs'] : null
  const pointer = `/results/channels/${index}/alternatives/0/paragraphs/paragraphs`
  return Array.isArray(paragraphs) ? { paragraphs, pointer } : null
}

const byStart = (a: Utterance, b: Utterance): number => (a.startMs ?? 0) - (b.startMs ?? 0)

const readChannels = (channels: unknown[]): Utterance[] => {
  checkUtteranceCount(channels.length)
  const found = channels.map(findParagraphs)
  checkUtteranceCount(found.reduce((sum, channel) => sum + (channel?.paragraphs.length ?? 0), 0))
  const utterances = found.flatMap((channel, at) =>
    (channel?.paragraphs ?? []).map((paragraph, index) =>
      readParagraph(paragraph, `${channel?.pointer}/${index}`, channels.length > 1 ? at : null),
    ),
  )
  return channels.length > 1 ? utterances.toSorted(byStart) : utterances
}

const withoutTurns = (): ImportError =>
  new ImportError(
    'transcript_unrecognised',
    'json_no_turns',
    'This is a Deepgram answer with neither utterances nor paragraphs in it. Ask Deepgram for them with utterances=true or paragraphs=true (and diarize=true for speakers), and bring that answer.',
    { pointer: '/results', expected: ['"results.utterances"', '"paragraphs" in each channel'] },
  )

const isAnswer = (results: unknown): results is Json =>
  isObject(results) && (Array.isArray(results['channels']) || Array.isArray(results['utterances']))

/** Deepgram: the answer of `listen` (https://developers.deepgram.com/reference/listen-file), by utterances or else paragraphs. */
export const deepgramDialect: JsonDialect = {
  format: 'deepgram',
  read(document) {
    const results = isObject(document) ? document['results'] : null
    if (!isAnswer(results)) return null
    const channels = Array.isArray(results['channels']) ? results['channels'] : []
    const list = results['utterances']
    if (Array.isArray(list) && list.length > 0) {
      checkUtteranceCount(list.length)
      const utterances = list.map((item, index) =>
        readUtterance(item, `/results/utterances/${index}`, channels.length > 1),
      )
      return toTranscript(utterances, null)
    }
    const utterances = readChannels(channels)
    if (utterances.length === 0) throw withoutTurns()
    return toTranscript(utterances, null)
  },
}
