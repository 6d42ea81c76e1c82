import type { SpeechRequest } from '../../modules/transcription/ports.ts'
import { limitFor, patienceMs } from '../speech/one-call.ts'

/** A large model without a graphics card needs up to three times the recording's length. */
const slowestPace = 3
/** Estimates an unknown length as sound at 128 kbit/s, at most a long day's meeting. */
const assumedBytesPerSecond = 16_000
const longestAssumedMs = 4 * 3_600_000

/** How long a call for this recording may take, in milliseconds: as configured, or by its length. */
export function limitOf(
  { durationMs, sizeBytes }: { durationMs: SpeechRequest['durationMs']; sizeBytes: number },
  options: { timeoutMinutes?: number | null; patienceMs?: number },
): number {
  if (options.timeoutMinutes) return options.timeoutMinutes * 60_000
  const assumedMs = Math.min((sizeBytes / assumedBytesPerSecond) * 1_000, longestAssumedMs)
  const workMs = Math.ceil(slowestPace * (durationMs ?? assumedMs))
  return limitFor(sizeBytes, (options.patienceMs ?? patienceMs) + workMs)
}
