import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { storable } from '../../../plugins/engine/index.ts'
import type { SpeechResult, SpokenWord } from '../../modules/transcription/ports.ts'
import { garbled, nothingSaid } from '../speech/name-fault.ts'

const Word = Type.Object({
  word: Type.String(),
  start: Type.Number(),
  end: Type.Number(),
  confidence: Type.Number(),
  punctuated_word: Type.Optional(Type.String()),
  speaker: Type.Optional(Type.Integer({ minimum: 0 })),
})
type Word = Static<typeof Word>

/** What we read of a `ListenV1Response`; real answers carry more, and less than their document demands. */
const Answer = Type.Object({
  metadata: Type.Object({
    request_id: Type.Optional(Type.String()),
    duration: Type.Number(),
  }),
  results: Type.Object({
    channels: Type.Array(
      Type.Object({
        detected_language: Type.Optional(Type.String()),
        alternatives: Type.Array(
          Type.Object({
            transcript: Type.String(),
            words: Type.Optional(Type.Array(Word)),
            languages: Type.Optional(Type.Array(Type.String())),
          }),
        ),
      }),
    ),
    utterances: Type.Optional(
      Type.Array(
        Type.Object({
          start: Type.Number(),
          end: Type.Number(),
          transcript: Type.String(),
          speaker: Type.Optional(Type.Integer({ minimum: 0 })),
          words: Type.Array(Word),
        }),
      ),
    ),
  }),
})

/** An answer of `POST /v1/listen`. Throws `provider_garbage` for what is none, `no_speech` for one without words. */
export function readAnswer(answer: unknown): SpeechResult {
  if (!Value.Check(Answer, answer)) throw garbled('deepgram')
  const { metadata, results } = answer
  const utterances = (results.utterances ?? wholeChannels(results.channels))
    .map((utterance) => ({
      speaker: utterance.speaker ?? null,
      startMs: toMs(utterance.start),
      endMs: toMs(utterance.end),
      text: storable(utterance.transcript).trim(),
      words: utterance.words.map(toWord),
    }))
    .filter(({ text }) => text !== '')
  if (utterances.length === 0) throw nothingSaid('deepgram')
  const [channel] = results.channels
  return {
    utterances,
    language: plain(channel?.detected_language ?? channel?.alternatives[0]?.languages?.[0]),
    durationMs: toMs(metadata.duration),
    requestId: plain(metadata.request_id),
    answer,
  }
}

/** Where an older or self-hosted server does not cut into utterances, a channel is one. */
function wholeChannels(channels: Static<typeof Answer>['results']['channels']) {
  return channels.flatMap(({ alternatives: [best] }) => {
    const words = best?.words ?? []
    const [first] = words
    const last = words.at(-1)
    if (!best || !first || !last) return []
    const { transcript } = best
    return [{ speaker: first.speaker, start: first.start, end: last.end, transcript, words }]
  })
}

const plain = (text: string | undefined): string | null =>
  text === undefined ? null : storable(text)

const toWord = (word: Word): SpokenWord => ({
  text: storable(word.punctuated_word ?? word.word),
  startMs: toMs(word.start),
  endMs: toMs(word.end),
  confidence: Math.min(Math.max(word.confidence, 0), 1),
})

const toMs = (seconds: number): number => Math.max(0, Math.round(seconds * 1_000))
