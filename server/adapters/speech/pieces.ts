import { SpeechError, type SpeechResult } from '../../modules/transcription/ports.ts'
import { type AnsweredPiece, readPieces } from '../../modules/transcription/speech/pieces.ts'
import { lastEndMs, maxSpeakers, type Utterance } from './lenient.ts'
import { nothingSaid } from './classify-fault.ts'

/**
 * Merges the answers to the pieces of a recording: times count from its beginning, and each channel is a speaker. Null
 * for an answer to a whole recording. Throws what reading a piece throws, and `no_speech` when no piece holds words.
 */
export function readInPieces(
  answer: string,
  read: (answer: string) => SpeechResult,
): SpeechResult | null {
  const pieces = readPieces(answer)
  if (pieces === null) return null
  const results = pieces.flatMap((piece, at) => {
    const result = readOne(piece, read)
    return result ? [{ ...result, utterances: place(piece, at, result.utterances) }] : []
  })
  if (results.length === 0) throw nothingSaid('speech')
  const utterances = results
    .flatMap((result) => result.utterances)
    .toSorted((one, other) => (one.startMs ?? 0) - (other.startMs ?? 0))
  const lengthMs = Math.max(0, ...pieces.map(({ endMs }) => endMs))
  return {
    utterances,
    language: usualOf(results),
    durationMs: lengthMs || lastEndMs(utterances),
    requestId: results.find(({ requestId }) => requestId !== null)?.requestId ?? null,
    warnings: [
      ...sumWarnings(results.flatMap(({ warnings }) => warnings)),
      ...aboutSpeakers(pieces, utterances),
    ],
  }
}

/** A piece in which nobody speaks does not fail the others. */
function readOne({ answer }: AnsweredPiece, read: (answer: string) => SpeechResult) {
  try {
    return read(answer)
  } catch (error) {
    if (error instanceof SpeechError && error.code === 'no_speech') return null
    throw error
  }
}

function place(
  { startMs: fromMs, endMs: toMs, channel }: AnsweredPiece,
  at: number,
  utterances: Utterance[],
): Utterance[] {
  const within = (ms: number): number => Math.min(fromMs + ms, toMs)
  return utterances
    .filter(({ startMs }) => startMs === null || fromMs + startMs <= toMs)
    .map((utterance) => ({
      ...utterance,
      // Speaker numbers start anew in each piece, so they do not match across pieces.
      speaker:
        channel === null
          ? utterance.speaker === null
            ? null
            : at * maxSpeakers + utterance.speaker
          : channel * maxSpeakers + (utterance.speaker ?? 0),
      startMs: utterance.startMs === null ? fromMs : within(utterance.startMs),
      endMs: utterance.endMs === null ? toMs : within(utterance.endMs),
      words: utterance.words.map((word) => ({
        ...word,
        startMs: within(word.startMs),
        endMs: within(word.endMs),
      })),
    }))
}

/** Speakers of different pieces cannot be matched, so people are asked to merge them. */
function aboutSpeakers(pieces: AnsweredPiece[], utterances: Utterance[]): SpeechResult['warnings'] {
  if (pieces.some(({ channel }) => channel !== null)) return []
  const numbered = utterances.flatMap(({ speaker }) => speaker ?? [])
  const count = new Set(numbered.map((speaker) => Math.floor(speaker / maxSpeakers))).size
  if (count < 2) return []
  const detail = `The recording was transcribed in ${count} pieces, and speakers are numbered anew in each: one person can appear as several speakers.`
  return [{ code: 'speakers_by_piece', count, detail }]
}

/** The language of most of the speech. */
function usualOf(results: SpeechResult[]): string | null {
  const letters = new Map<string, number>()
  for (const { language, utterances } of results) {
    if (language === null) continue
    const said = utterances.reduce((sum, { text }) => sum + text.length, 0)
    letters.set(language, (letters.get(language) ?? 0) + said)
  }
  return [...letters].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null
}

function sumWarnings(warnings: SpeechResult['warnings']): SpeechResult['warnings'] {
  const byCode = new Map<string, SpeechResult['warnings'][number]>()
  for (const warning of warnings) {
    const known = byCode.get(warning.code)
    const count = (known?.count ?? 0) + (warning.count ?? 0)
    byCode.set(warning.code, { ...warning, ...(count > 0 ? { count } : {}) })
  }
  return [...byCode.values()]
}
