import type { SpeechDialect, SpeechResult } from '../../modules/transcription/ports.ts'
import { readAnswer as readDeepgram } from '../deepgram/answer.ts'
import { readAnswer as readWhisper } from '../whisper/answer.ts'
import { parseAnswer } from './lenient.ts'
import { readInPieces } from './pieces.ts'

/** Some servers answer in plain text whatever was asked for; a page of markup comes from something in between. */
const plainText = /^\p{L}[^]*\s/u

const readers: Record<SpeechDialect, (answer: string) => SpeechResult> = {
  deepgram: (answer) => readDeepgram(parseAnswer('deepgram', answer)),
  whisper: (answer) =>
    readWhisper(plainText.test(answer.trim()) ? { text: answer } : parseAnswer('whisper', answer)),
}

/** Reads a provider's answer as it came. Throws SpeechError. Of hours of words it takes half a second: not on a loop. */
export function readSpeechAnswer(dialect: SpeechDialect, answer: Uint8Array): SpeechResult {
  const text = new TextDecoder().decode(answer)
  return readInPieces(text, readers[dialect]) ?? readers[dialect](text)
}
