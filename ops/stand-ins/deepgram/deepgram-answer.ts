import type { ReceivedMedia } from './receive-media.ts'
import { bare, type TimedUtterance } from './script.ts'

const modelId = '3b3aabe4-608a-46ac-9585-7960a25daf1a'

/** A response of `POST /v1/listen` in the shape of the recorded ones. */
export function deepgramAnswer(
  query: URLSearchParams,
  media: ReceivedMedia,
  spoken: TimedUtterance[],
): object {
  const isDiarized = query.get('diarize') === 'true'
  const heard = query.has('language') || query.get('detect_language') === 'true'
  // As nova-3 does: without a language it listens for English.
  const utterances = heard
    ? spoken
    : spoken.filter(({ text }) => !/\p{Script=Cyrillic}/u.test(text))
  const speakerOf = ({ speaker }: TimedUtterance) =>
    isDiarized && speaker !== null ? { speaker } : {}
  const wordsOf = (utterance: TimedUtterance) =>
    utterance.words.map((word) => ({
      word: bare(word.text),
      start: word.startSeconds,
      end: word.endSeconds,
      confidence: word.confidence,
      ...(query.get('smart_format') === 'true' || query.get('punctuate') === 'true'
        ? { punctuated_word: word.text }
        : {}),
      ...speakerOf(utterance),
      ...(isDiarized && utterance.speaker !== null ? { speaker_confidence: 0.9 } : {}),
    }))
  const language = /\p{Script=Cyrillic}/u.test(spoken[0]?.text ?? '') ? 'ru' : 'en'
  return {
    metadata: {
      transaction_key: 'deprecated',
      request_id: crypto.randomUUID(),
      sha256: media.sha256,
      created: new Date().toISOString(),
      duration: (utterances.at(-1)?.endSeconds ?? 0) + 0.5,
      channels: 1,
      models: [modelId],
      model_info: {
        [modelId]: { name: 'general-nova-3', version: '2024-12-20.0', arch: 'nova-3' },
      },
    },
    results: {
      channels: [
        {
          ...(query.get('detect_language') === 'true'
            ? { detected_language: language, language_confidence: 0.97 }
            : {}),
          alternatives: [
            {
              transcript: utterances.map(({ text }) => text).join(' '),
              confidence: utterances.length > 0 ? 0.98 : 0,
              words: utterances.flatMap(wordsOf),
            },
          ],
        },
      ],
      ...(query.get('utterances') === 'true'
        ? {
            utterances: utterances.map((utterance) => ({
              start: utterance.startSeconds,
              end: utterance.endSeconds,
              confidence: utterance.confidence,
              channel: 0,
              transcript: utterance.text,
              words: wordsOf(utterance),
              ...speakerOf(utterance),
              id: crypto.randomUUID(),
            })),
          }
        : {}),
    },
  }
}

/** An error in the vendor's wording. */
export const deepgramRefusal = (code: string, message: string): object => ({
  err_code: code,
  err_msg: message,
  request_id: crypto.randomUUID(),
})
