import type { ReadSpeech, SpeechResult } from '../ports.ts'
import { shapeUtterances } from './shape-utterances.ts'

/**
 * What an answer said as it is stored: rows as the text that the database takes, so that whoever stores them touches no
 * single word.
 */
export function shapeAnswer({ utterances, ...rest }: SpeechResult): ReadSpeech {
  const { segments, speakers } = shapeUtterances(utterances)
  return {
    ...rest,
    speakers,
    segmentCount: segments.length,
    wordCount: segments.reduce((sum, { text }) => sum + text.split(/\s+/).length, 0),
    rows: JSON.stringify(
      segments.map(({ speakerId, startMs, endMs, text, words }) => ({
        speaker_id: speakerId,
        start_ms: startMs,
        end_ms: endMs,
        text,
        words,
      })),
    ),
  }
}
