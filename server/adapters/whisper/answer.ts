import type { SpeechResult } from '../../modules/transcription/ports.ts'
import {
  asFields,
  asList,
  asMs,
  asNumber,
  asShare,
  asText,
  asWords,
  fillTimes,
  findFields,
  lastEndMs,
  type ReadWord,
  timedWords,
  timesOf,
  type Utterance,
  warningsOf,
} from '../speech/lenient.ts'
import { createSpeakerReader } from '../speech/speaker-labels.ts'
import { speakerOfTurn, textOf, turnsOf } from '../speech/turns.ts'
import { garbled, nothingSaid, unreadable } from '../speech/classify-fault.ts'

type Fields = Record<string, unknown>

interface ReadSegment {
  startMs: number | null
  endMs: number | null
  text: string
  /** For its words when they have none of their own. */
  confidence: number | null
  words: ReadWord[]
  /** Not sent by OpenAI; some self-hosted servers distinguish speakers. */
  speaker: number | null
}

/**
 * Reads a `verbose_json` answer; servers omit different fields, so whatever holds words is read. Throws
 * `provider_garbage` when it is not an answer, `no_speech` when it holds no words, `answer_unreadable` when the words
 * cannot be found.
 */
export function readAnswer(given: unknown): SpeechResult {
  const answer = findFields(given, ['text', 'segments', 'words'])
  if (!answer) throw garbled('whisper')
  const found = readUtterances(answer)
  if (found.length === 0) throw isSilent(answer) ? nothingSaid('whisper') : unreadable('whisper')
  const utterances = fillTimes(found)
  const untimed = found.filter(({ startMs }) => startMs === null).length
  const durationMs = Math.max(asMs(answer['duration']) ?? 0, lastEndMs(utterances) ?? 0)
  return {
    utterances,
    language: tagOf(asText(answer['language'])),
    durationMs: durationMs > 0 ? durationMs : null,
    requestId: null,
    warnings: warningsOf(utterances, { untimed }),
  }
}

/** By segments; the whole text when they hold less than half of it or are missing. */
function readUtterances(answer: Fields): Utterance[] {
  const speakerOf = createSpeakerReader()
  const words = readWords(answer['words'], speakerOf)
  const listed = asList(answer['segments'])
  const segments = listed.flatMap((one) => toSegment(one, speakerOf))
  const hasDoubted = listed.some((one) => isDoubted(asFields(one)))
  const whole = asText(answer['text']) || words.map(({ text }) => text).join(' ')
  const spoken = segments.reduce((sum, { text }) => sum + text.length, 0)
  if (!hasDoubted && (spoken === 0 || spoken * 2 < whole.length)) {
    if (whole === '') return []
    return byTurns({ startMs: null, endMs: null }, { speaker: null, text: whole }, words)
  }
  const placed = wordsBySegment(segments, words)
  return segments.flatMap(({ startMs, endMs, text, confidence, words: own, speaker }, at) => {
    const heard = own.length > 0 ? own : (placed[at] ?? [])
    const rated = heard.map((word) => ({ ...word, confidence: word.confidence ?? confidence }))
    return byTurns({ startMs, endMs }, { speaker, text }, rated)
  })
}

/** One utterance, or one for each turn when its words have several speakers. */
function byTurns(
  times: { startMs: number | null; endMs: number | null },
  { speaker, text }: { speaker: number | null; text: string },
  words: ReadWord[],
): Utterance[] {
  const turns = turnsOf(words)
  const said = textOf(words)
  if (turns.length > 1 && said.length * 2 >= text.length) {
    return turns.map((turn) => ({
      ...timesOf({ startMs: null, endMs: null }, turn),
      speaker: speakerOfTurn(turn) ?? speaker,
      text: textOf(turn),
      words: timedWords(turn),
    }))
  }
  const own = speaker ?? speakerOfTurn(words)
  return [{ ...timesOf(times, words), speaker: own, text, words: timedWords(words) }]
}

function toSegment(
  given: unknown,
  speakerOf: ReturnType<typeof createSpeakerReader>,
): ReadSegment[] {
  const fields = typeof given === 'string' ? { text: given } : asFields(given)
  const words = readWords(fields['words'], speakerOf)
  const text = asText(fields['text']) || words.map((word) => word.text).join(' ')
  const logprob = asNumber(fields['avg_logprob'])
  if (text === '' || isDoubted(fields)) return []
  return [
    {
      startMs: asMs(fields['start']),
      endMs: asMs(fields['end']),
      text,
      confidence: logprob === null ? null : asShare(Math.exp(logprob)),
      words,
      speaker: speakerOf(fields),
    },
  ]
}

/**
 * The rule by which Whisper detects silence: https://github.com/openai/whisper, `no_speech_threshold` and
 * `logprob_threshold`.
 */
const isDoubted = (fields: Fields): boolean =>
  (asNumber(fields['no_speech_prob']) ?? 0) > 0.6 && (asNumber(fields['avg_logprob']) ?? 0) < -1

const readWords = (value: unknown, speakerOf: ReturnType<typeof createSpeakerReader>): ReadWord[] =>
  asWords(value)
    .map((word) => ({
      text: asText(word['word']) || asText(word['text']),
      startMs: asMs(word['start']),
      endMs: asMs(word['end']),
      // Not sent by OpenAI; some self-hosted servers do.
      confidence: asShare(word['probability'] ?? word['score']),
      speaker: speakerOf(word),
    }))
    .filter(({ text }) => text !== '')

/** Assigns the words of an answer to the segments that contain their middle. */
function wordsBySegment(segments: ReadSegment[], words: ReadWord[]): ReadWord[][] {
  const found: ReadWord[][] = segments.map(() => [])
  let at = 0
  for (const word of words) {
    const startMs = word.startMs ?? word.endMs
    if (startMs === null) continue
    const middleMs = (startMs + (word.endMs ?? startMs)) / 2
    while (at < segments.length - 1 && middleMs >= (segments[at + 1]?.startMs ?? Infinity)) at += 1
    found[at]?.push(word)
  }
  return found
}

/** Silence is a valid answer: the fields for words are there and empty. */
const isSilent = ({ text, segments, words }: Fields): boolean =>
  [segments, words].some((list) => Array.isArray(list) && list.length === 0) ||
  asList(segments).some((one) => isDoubted(asFields(one))) ||
  (typeof text === 'string' && text.trim() === '')

/** OpenAI names languages in English, other servers send the tag. */
const tags: Record<string, string> = {
  english: 'en',
  russian: 'ru',
  german: 'de',
  french: 'fr',
  spanish: 'es',
  italian: 'it',
  ukrainian: 'uk',
  kazakh: 'kk',
}

function tagOf(language: string): string | null {
  const name = language.toLowerCase()
  return tags[name] ?? (/^[a-z]{2,3}(?:-[a-z]{2,4})?$/.test(name) ? name : null)
}
