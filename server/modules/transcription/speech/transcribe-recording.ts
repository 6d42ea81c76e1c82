import type { Log } from '../../../platform/log.ts'
import type { TranscribeDeps } from '../deps.ts'
import { type CutPiece, SpeechError, type SpeechProvider, type SpeechRequest } from '../ports.ts'
import { findKept, keepAnswer } from './kept-answer.ts'
import { type AnsweredPiece, joinPieces } from './pieces.ts'

/** Length of pieces for a provider whose limit is unknown: below every known limit. */
const usualMostMs = 20 * 60_000
/** No provider rejects a piece this short. */
const leastMs = 60_000
/** Share of the provider's limit to use: pieces end in a pause, and containers add bytes. */
const carefulShare = 0.85

interface Work {
  deps: Pick<TranscribeDeps, 'files' | 'cutter'> & { log: Log }
  speech: SpeechProvider
  /** Signs a URL of the sound for our own process. */
  sign(): Promise<string>
  /** Where the responses to pieces are stored until all have arrived. */
  keptAt: string
  /** Calls the provider and counts the call. */
  ask(request: SpeechRequest, signal: AbortSignal): Promise<Uint8Array>
}

/**
 * Asks a provider what is said in a recording: in one call where it takes it as it is, else in pieces that end in
 * pauses, and channel by channel where it would hear all of them as one. Returns the answer as it came. Throws
 * SpeechError.
 */
export async function transcribeRecording(
  work: Work,
  request: SpeechRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { speech, deps } = work
  const canCut = Boolean(deps.cutter) && !('url' in request.recording)
  const mostMs = canCut ? piecesOf(speech, request) : null
  if (mostMs !== null) return inPieces(work, request, mostMs, signal)
  try {
    return await work.ask(request, signal)
  } catch (error) {
    if (!isTooLarge(error) || !canCut) throw error
    return inPieces(work, request, usualMostMs, signal)
  }
}

const isTooLarge = (error: unknown): boolean =>
  error instanceof SpeechError && error.code === 'media_too_large'

/** The maximum duration of pieces; null if the provider accepts the whole recording. */
function piecesOf(speech: SpeechProvider, request: SpeechRequest): number | null {
  const { recording, durationMs, voices } = request
  const { most } = speech
  const isLarge =
    most !== undefined && 'sizeBytes' in recording && recording.sizeBytes > most.sizeBytes
  const isLong = most !== undefined && durationMs !== null && durationMs > most.durationMs
  const isApart = Boolean(voices) && speech.dialect === 'whisper'
  if (!isLarge && !isLong && !isApart) return null
  return most ? Math.floor(most.durationMs * carefulShare) : Number.MAX_SAFE_INTEGER
}

/** Halves the pieces while they are too large; whole channels start with the default length. */
async function inPieces(
  work: Work,
  request: SpeechRequest,
  mostMs: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  try {
    return await piecesOfLength(work, request, mostMs, signal)
  } catch (error) {
    const nextMs = mostMs > usualMostMs ? usualMostMs : Math.floor(mostMs / 2)
    if (!isTooLarge(error) || nextMs < leastMs) throw error
    return inPieces(work, request, nextMs, signal)
  }
}

async function piecesOfLength(
  { deps, sign, keptAt, ask, speech }: Work,
  request: SpeechRequest,
  mostMs: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const { cutter } = deps
  if (!cutter) throw new TypeError('there is nothing that cuts')
  const voices = speech.dialect === 'whisper' ? (request.voices ?? null) : null
  return cutter.cut({ url: await sign(), voices, mostMs }, signal, async (pieces) => {
    const answered: AnsweredPiece[] = []
    for (const piece of pieces) {
      if (piece.isSilent) continue
      const { startMs, endMs, channel } = piece
      // Pieces of an interrupted attempt are not paid for twice.
      const key = `${keptAt}.${channel ?? 'all'}-${startMs}-${endMs}`
      const earlier = await findKept(deps, key)
      const bytes = earlier ?? (await ask({ ...request, ...requestFor(piece) }, signal))
      if (earlier === null) await keepAnswer(deps, key, bytes)
      answered.push({ startMs, endMs, channel, answer: new TextDecoder().decode(bytes) })
    }
    return joinPieces(answered)
  })
}

const requestFor = (
  piece: CutPiece,
): Pick<SpeechRequest, 'recording' | 'durationMs' | 'voices'> => ({
  recording: {
    open: async () => Bun.file(piece.path).stream(),
    sizeBytes: piece.sizeBytes,
    contentType: piece.contentType,
  },
  durationMs: piece.endMs - piece.startMs,
  voices: null,
})
