import { type AnswerFacts, type ReadSpeech, SpeechError, type SpeechResult } from '../ports.ts'
import { checkUtterances } from './check-utterances.ts'
import { shapeUtterances } from './shape-utterances.ts'

const nothingKnown: AnswerFacts = { durationMs: null, peaks: null }

const unheard = (): SpeechError =>
  new SpeechError('no_speech', false, 'what the provider heard was never said in this recording')

/**
 * What an answer said as it is stored: rows as the text that the database takes, so that whoever stores them touches no
 * single word. What the recording contradicts is left out.
 */
export function shapeAnswer(
  { utterances: given, ...rest }: SpeechResult,
  facts: AnswerFacts = nothingKnown,
): ReadSpeech {
  const { utterances, warnings } = checkUtterances(given, facts)
  if (utterances.length === 0 && given.length > 0) throw unheard()
  const { segments, speakers, estimated } = shapeUtterances(utterances)
  const shaped =
    estimated === 0
      ? []
      : [
          {
            code: 'times_estimated',
            count: estimated,
            detail: `${estimated} long utterances came without word times; the times of their parts are estimated.`,
          },
        ]
  return {
    ...rest,
    warnings: [...rest.warnings, ...warnings, ...shaped],
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
