import type { TimedUtterance } from './script.ts'

/** A `verbose_json` response of `POST /v1/audio/transcriptions`. */
export function whisperAnswer(
  language: string | null,
  wantsWords: boolean,
  spoken: TimedUtterance[],
): object {
  const words = spoken.flatMap((utterance) => utterance.words)
  return {
    task: 'transcribe',
    language: language === 'ru' ? 'russian' : 'english',
    duration: (spoken.at(-1)?.endSeconds ?? 0) + 0.5,
    text: spoken.map(({ text }) => text).join(' '),
    segments: spoken.map((utterance, id) => ({
      id,
      seek: 0,
      start: utterance.startSeconds,
      end: utterance.endSeconds,
      text: ` ${utterance.text}`,
      tokens: [],
      temperature: 0,
      avg_logprob: Math.log(utterance.confidence),
      compression_ratio: 1.3,
      no_speech_prob: 0.01,
    })),
    ...(wantsWords
      ? {
          words: words.map((word) => ({
            word: word.text,
            start: word.startSeconds,
            end: word.endSeconds,
          })),
        }
      : {}),
    usage: { type: 'duration', seconds: Math.ceil(spoken.at(-1)?.endSeconds ?? 0) },
  }
}

export const whisperRefusal = (type: string, message: string, code: string | null): object => ({
  error: { message, type, param: null, code },
})
