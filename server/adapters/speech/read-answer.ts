import type { SpeechDialect, SpeechResult } from '../../modules/transcription/ports.ts'
import { readAnswer as readDeepgram } from '../deepgram/answer.ts'
import { readAnswer as readWhisper } from '../whisper/answer.ts'
import { parseAnswer } from './lenient.ts'
import { readInPieces } from './pieces.ts'

/** Some servers answer in plain text whatever was requested; markup comes from a proxy. */
const plainText = /^\p{L}[^]*\s/u

const readers: Record<SpeechDialect, (answer: string) => SpeechResult> = {
  deepgram: (answer) => readDeepgram(parseAnswer('deepgram', answer)),
  whisper: (answer) =>
    readWhisper(plainText.test(answer.trim()) ? { text: answer } : parseAnswer('whisper', answer)),
}

/**
 * Reads a provider's raw answer. Throws SpeechError. Takes half a second for hours of words, so it must not run on the
 * event loop.
 */
export function readSpeechAnswer(dialect: SpeechDialect, answer: Uint8Array): SpeechResult {
  const text = new TextDecoder().decode(answer)
  return readInPieces(text, readers[dialect]) ?? readers[dialect](text)
}
