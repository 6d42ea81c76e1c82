import type { SpeechResult } from '../../modules/transcription/ports.ts'
import {
  asFields,
  asList,
  asMs,
  asShare,
  asSpeaker,
  asText,
  asWords,
  fillTimes,
  findFields,
  lastEndMs,
  maxSpeakers,
  type ReadWord,
  timedWords,
  timesOf,
  type Utterance,
  warningsOf,
} from '../speech/lenient.ts'
import { speakerOfTurn, textOf, turnsOf } from '../speech/turns.ts'
import { garbled, nothingSaid, unreadable } from '../speech/classify-fault.ts'

/**
 * Reads an answer of `POST /v1/listen` (https://developers.deepgram.com/reference/speech-to-text/listen-pre-recorded).
 * Real answers hold more fields, and fewer, than the documentation requires, so whatever contains words is read. Throws
 * `provider_garbage` when it is not an answer, `no_speech` when it holds no words, `answer_unreadable` when the words
 * cannot be found.
 */
export function readAnswer(given: unknown): SpeechResult {
  const answer = findFields(given, ['results'])
  const results = asFields(answer ? answer['results'] : findFields(given, ['channels']))
  if (!answer && !('channels' in results)) throw garbled('deepgram')
  const channels = asList(results['channels']).map(asFields)
  const best = channels.map(bestAlternative)
  const found = readUtterances(results, best)
  if (found.length === 0)
    throw isSilent(results, channels, best) ? nothingSaid('deepgram') : unreadable('deepgram')
  const utterances = fillTimes(found)
  const metadata = asFields(answer?.['metadata'])
  const untimed = found.filter(({ startMs }) => startMs === null).length
  const language =
    asText(channels[0]?.['detected_language']) || asText(asList(best[0]?.['languages'])[0])
  return {
    utterances,
    language: language || null,
    durationMs: asMs(metadata['duration']) ?? lastEndMs(utterances),
    requestId: asText(metadata['request_id']) || null,
    warnings: warningsOf(utterances, { untimed }),
  }
}

type Fields = Record<string, unknown>

/** The first alternative is the most likely one, unless it is empty. */
function bestAlternative(channel: Fields): Fields {
  const alternatives = asList(channel['alternatives']).map(asFields)
  return alternatives.find((one) => wholeChannel(one).length > 0) ?? alternatives[0] ?? {}
}

/**
 * Utterances, where the answer has them. Where they miss part of what the channels say, or an older or self-hosted
 * server does not cut utterances, completeness matters more than who spoke.
 */
function readUtterances(results: Fields, best: Fields[]): Utterance[] {
  const utterances = separateChannels(
    asList(results['utterances'])
      .map(asFields)
      .flatMap((fields) => {
        const channel = asSpeaker(fields['channel']) ?? 0
        return toUtterance(fields).map((utterance) => ({ channel, utterance }))
      }),
  )
  const whole = separateChannels(
    best.flatMap((alternative, channel) =>
      wholeChannel(alternative).map((utterance) => ({ channel, utterance })),
    ),
  )
  return lengthOf(utterances) * 2 >= lengthOf(whole) ? utterances : whole
}

/** Each channel numbers its speakers from 0; a channel without numbers is one speaker. */
function separateChannels(heard: { channel: number; utterance: Utterance }[]): Utterance[] {
  const isOne = new Set(heard.map(({ channel }) => channel)).size < 2
  return heard.map(({ channel, utterance }) =>
    isOne ? utterance : { ...utterance, speaker: channel * maxSpeakers + (utterance.speaker ?? 0) },
  )
}

const lengthOf = (utterances: Utterance[]): number =>
  utterances.reduce((sum, { text }) => sum + text.length, 0)

function toUtterance(fields: Fields): Utterance[] {
  const words = readWords(fields['words'])
  const text = asText(fields['transcript']) || textOf(words)
  if (text === '') return []
  const own = { startMs: asMs(fields['start']), endMs: asMs(fields['end']) }
  const speaker =
    asSpeaker(fields['speaker']) ?? words.find((word) => word.speaker !== null)?.speaker
  return [{ ...timesOf(own, words), speaker: speaker ?? null, text, words: timedWords(words) }]
}

/** A whole channel, cut where its words name another speaker. */
function wholeChannel(alternative: Fields): Utterance[] {
  const words = readWords(alternative['words'])
  const paragraphs = asFields(alternative['paragraphs'])
  const text =
    asText(alternative['transcript']) || asText(paragraphs['transcript']) || textOf(words)
  const turns = turnsOf(words)
  if (turns.length > 1 && textOf(words).length * 2 >= text.length) {
    return turns.map((turn) => ({
      ...timesOf({ startMs: null, endMs: null }, turn),
      speaker: speakerOfTurn(turn),
      text: textOf(turn),
      words: timedWords(turn),
    }))
  }
  if (text === '') return asList(paragraphs['paragraphs']).map(asFields).flatMap(toParagraph)
  return toUtterance({ transcript: text, words: alternative['words'] })
}

function toParagraph({ sentences, ...paragraph }: Fields): Utterance[] {
  const texts = asList(sentences).map((sentence) => asText(asFields(sentence)['text']))
  return toUtterance({ ...paragraph, words: [], transcript: texts })
}

const readWords = (value: unknown): ReadWord[] =>
  asWords(value)
    .map((word) => ({
      text: asText(word['punctuated_word']) || asText(word['word']),
      startMs: asMs(word['start']),
      endMs: asMs(word['end']),
      confidence: asShare(word['confidence']),
      speaker: asSpeaker(word['speaker']),
    }))
    .filter(({ text }) => text !== '')

/** Silence is a valid answer: the fields for words are there and empty. */
const isSilent = (results: Fields, channels: Fields[], best: Fields[]): boolean =>
  best.some(({ transcript, words }) => transcript === '' || isEmptyList(words)) ||
  channels.some(({ alternatives }) => isEmptyList(alternatives)) ||
  isEmptyList(results['utterances']) ||
  isEmptyList(results['channels'])

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0
