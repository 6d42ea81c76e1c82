import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { storable } from '../../../plugins/engine/index.ts'
import type { SpeechResult, SpokenWord } from '../../modules/transcription/ports.ts'
import { garbled, nothingSaid } from '../speech/name-fault.ts'

const Word = Type.Object({
  word: Type.String(),
  start: Type.Number(),
  end: Type.Number(),
  /** Not of OpenAI; some servers of one's own give it. */
  probability: Type.Optional(Type.Number()),
})
type Word = Static<typeof Word>

const Segment = Type.Object({
  start: Type.Number(),
  end: Type.Number(),
  text: Type.String(),
  avg_logprob: Type.Optional(Type.Number()),
})
type Segment = Static<typeof Segment>

/** What we read of a verbose JSON answer; servers differ in the rest. */
const Answer = Type.Object({
  text: Type.String(),
  language: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  duration: Type.Optional(Type.Union([Type.Number(), Type.String(), Type.Null()])),
  segments: Type.Optional(Type.Union([Type.Array(Segment), Type.Null()])),
  words: Type.Optional(Type.Union([Type.Array(Word), Type.Null()])),
})

/** A `verbose_json` answer. Throws `provider_garbage` for what is none, `no_speech` for one without words. */
export function readAnswer(answer: unknown): SpeechResult {
  if (!Value.Check(Answer, answer)) throw garbled('whisper')
  const spoken = (answer.segments ?? []).filter(({ text }) => storable(text).trim() !== '')
  // Text without times: the server does not know verbose_json.
  if (spoken.length === 0 && answer.text.trim() !== '') throw garbled('whisper')
  if (spoken.length === 0) throw nothingSaid('whisper')
  const words = wordsBySegment(spoken, answer.words ?? [])
  const lastEndMs = Math.max(...spoken.map(({ end }) => toMs(end)))
  return {
    utterances: spoken.map((segment, at) => ({
      speaker: null,
      startMs: toMs(segment.start),
      endMs: toMs(segment.end),
      text: storable(segment.text).trim(),
      words: (words[at] ?? []).map((word) => toWord(word, segment)),
    })),
    language: tagOf(answer.language ?? null),
    durationMs: Math.max(toMs(Number(answer.duration ?? 0) || 0), lastEndMs),
    requestId: null,
    answer,
  }
}

/** The words of a whole answer by the segment in whose time their middle lies. */
function wordsBySegment(segments: Segment[], words: Word[]): Word[][] {
  const found: Word[][] = segments.map(() => [])
  let at = 0
  for (const word of words) {
    const middle = (word.start + word.end) / 2
    while (at < segments.length - 1 && middle >= (segments[at + 1]?.start ?? Infinity)) at += 1
    found[at]?.push(word)
  }
  return found
}

const toWord = (word: Word, segment: Segment): SpokenWord => ({
  text: storable(word.word).trim(),
  startMs: toMs(word.start),
  endMs: toMs(word.end),
  confidence: clamp(word.probability ?? Math.exp(segment.avg_logprob ?? 0)),
})

const clamp = (share: number): number =>
  Number.isFinite(share) ? Math.min(Math.max(share, 0), 1) : 0

const toMs = (seconds: number): number => Math.max(0, Math.round(seconds * 1_000))

/** OpenAI names languages in English, other servers give the tag. */
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

function tagOf(language: string | null): string | null {
  const name = language?.trim().toLowerCase() ?? ''
  return tags[name] ?? (/^[a-z]{2,3}(?:-[a-z]{2,4})?$/.test(name) ? name : null)
}
