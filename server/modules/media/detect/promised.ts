import { ascii, holds, lettersOf, uint32 } from './bytes.ts'

/** What the first bytes of a recording promise of the rest. */
export interface Promised {
  /** The size of the whole file; null where it says none. */
  sizeBytes: number | null
  /** Whether the length that a reader finds at the beginning was written by who recorded it, and not reckoned. */
  isLengthStated: boolean
}

/** Written by recorders that were to come back and never did. */
const placeholders = new Set([0, 0xffffffff, 0x7fffffff, 0x7ffff000])

export function readPromise(head: Uint8Array, contentType: string): Promised {
  return { sizeBytes: promisedSize(head), isLengthStated: isStated(head, contentType) }
}

function promisedSize(head: Uint8Array): number | null {
  const lead = ascii(head, 0, 4)
  const isLittle = lead === 'RIFF' && ascii(head, 8, 4) === 'WAVE'
  if (!isLittle && lead !== 'FORM') return null
  const swapped = Uint8Array.of(head[7] ?? 0, head[6] ?? 0, head[5] ?? 0, head[4] ?? 0)
  const size = isLittle ? uint32(swapped, 0) : uint32(head, 4)
  return placeholders.has(size) ? null : size + 8
}

/** Streams have no place for a length; MPEG audio has one in its first frame, where the encoder filled it. */
function isStated(head: Uint8Array, contentType: string): boolean {
  if (['audio/aac', 'audio/ac3', 'audio/amr', 'video/mp2t', 'video/mpeg'].includes(contentType)) {
    return false
  }
  if (contentType !== 'audio/mpeg') return true
  return ['Xing', 'Info', 'VBRI'].some((mark) => holds(head, lettersOf(mark)))
}
