import type { Log } from '../../../platform/log.ts'
import type { TranscribeDeps } from '../deps.ts'
import { type CutPiece, SpeechError, type SpeechProvider, type SpeechRequest } from '../ports.ts'
import { findKept, keepAnswer } from './kept-answer.ts'
import { type AnsweredPiece, joinPieces } from './pieces.ts'

/** Where nobody knows what a provider takes that found a recording too large: shorter than any limit that is known. */
const usualMostMs = 20 * 60_000
/** No provider refuses less for its length. */
const leastMs = 60_000
/** Below what a provider takes: a pause is looked for around here, and containers take room. */
const carefulShare = 0.85

interface Work {
  deps: Pick<TranscribeDeps, 'files' | 'cutter'> & { log: Log }
  speech: SpeechProvider
  /** Where the sound is, for a process of ours. */
  sign(): Promise<string>
  /** Where the answers to pieces are kept until all are there. */
  keptAt: string
  /** Has a provider called and the call counted. */
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

/** How long pieces may be; null where the provider takes the whole. */
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

/** Where pieces are too large as well, in pieces of half their length; whole channels in pieces of the usual one. */
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
      // Of an attempt that was killed half way nothing is paid for twice.
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
