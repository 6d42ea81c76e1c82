import { ascii, holds, lettersOf, uint32 } from './bytes.ts'

/** What the first bytes of a recording state about the whole file. */
export interface Promised {
  /** The size of the whole file; null if not stated. */
  sizeBytes: number | null
  /** Whether the header states a duration, rather than one that readers estimate. */
  isLengthStated: boolean
}

/** Placeholder sizes of recorders that did not finish the file. */
const placeholders = new Set([0, 0xffffffff, 0x7fffffff, 0x7ffff000])

export function readPromise(head: Uint8Array, contentType: string): Promised {
  return { sizeBytes: promisedSize(head), isLengthStated: isStated(head, contentType) }
}

/** Metadata behind the sound is smaller: names, markers, waveforms. */
const tailBytes = 65_536
const tailShare = 0.02

/** A recorder that updates the length from time to time and lost power: there is more sound than stated. */
export function isLengthWrong(
  { sizeBytes }: Promised,
  file: { contentType: string; sizeBytes: number },
): boolean {
  if (file.contentType !== 'audio/wav' || sizeBytes === null) return false
  return file.sizeBytes - sizeBytes > Math.max(tailBytes, file.sizeBytes * tailShare)
}

/** Readers of the stated size, by container. */
const sizeReaders: ((head: Uint8Array) => number | null)[] = [
  riffSize,
  wave64Size,
  coreAudioSize,
  matroskaSize,
  asfSize,
  flashSize,
]

function promisedSize(head: Uint8Array): number | null {
  for (const read of sizeReaders) {
    const sizeBytes = read(head)
    if (sizeBytes !== null) return sizeBytes
  }
  return null
}

function riffSize(head: Uint8Array): number | null {
  const lead = ascii(head, 0, 4)
  const isLittle = lead === 'RIFF' && /^(?:WAVE|AVI )$/.test(ascii(head, 8, 4))
  if (!isLittle && lead !== 'FORM') return null
  const size = viewOf(head).getUint32(4, isLittle)
  return placeholders.has(size) ? null : size + 8
}

/** Sony Wave64: GUID and size of the whole file. */
function wave64Size(head: Uint8Array): number | null {
  if (ascii(head, 0, 4) !== 'riff' || head.length < 24) return null
  return plausible(viewOf(head).getBigUint64(16, true))
}

/** Apple Core Audio Format: chunks with a name and a size; the size of the sound is -1 during the recording. */
function coreAudioSize(head: Uint8Array): number | null {
  if (ascii(head, 0, 4) !== 'caff') return null
  const view = viewOf(head)
  for (let at = 8; at + 12 <= head.length;) {
    const size = view.getBigInt64(at + 4)
    if (size < 0n) return null
    const end = plausible(BigInt(at + 12) + size)
    if (end === null || ascii(head, at, 4) === 'data') return end
    at = end
  }
  return null
}

/** RFC 8794: the size of the segment follows its id; all ones if the recording was not finished. */
function matroskaSize(head: Uint8Array): number | null {
  if (uint32(head, 0) !== 0x1a45dfa3) return null
  const at = Buffer.from(head).indexOf(Buffer.from([0x18, 0x53, 0x80, 0x67]))
  const first = head[at + 4] ?? 0
  const length = Math.clz32(first) - 23
  if (at === -1 || first === 0 || at + 4 + length > head.length) return null
  let size = BigInt(first & (0xff >> length))
  for (let next = 1; next < length; next++) {
    size = (size << 8n) | BigInt(head[at + 4 + next] ?? 0)
  }
  const isUnknown = size === (1n << BigInt(7 * length)) - 1n
  return isUnknown || size === 0n ? null : plausible(BigInt(at + 4 + length) + size)
}

/** ASF Specification 3.2, File Properties Object: the size of the file stands behind the object's own and an id. */
const fileProperties = [
  0xa1, 0xdc, 0xab, 0x8c, 0x47, 0xa9, 0xcf, 0x11, 0x8e, 0xe4, 0x00, 0xc0, 0x0c, 0x20, 0x53, 0x65,
]

function asfSize(head: Uint8Array): number | null {
  if (uint32(head, 0) !== 0x3026b275) return null
  const at = Buffer.from(head).indexOf(Buffer.from(fileProperties))
  if (at === -1 || at + 92 > head.length) return null
  const view = viewOf(head)
  const isBroadcast = (view.getUint32(at + 88, true) & 1) === 1
  return isBroadcast ? null : plausible(view.getBigUint64(at + 40, true))
}

/** FLV: a number (type 0) named `filesize` in the script data at the start. */
function flashSize(head: Uint8Array): number | null {
  if (ascii(head, 0, 3) !== 'FLV') return null
  const at = Buffer.from(head).indexOf('filesize\0')
  if (at === -1 || at + 17 > head.length) return null
  const size = viewOf(head).getFloat64(at + 9)
  return Number.isSafeInteger(size) && size > 0 ? size : null
}

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

const plausible = (size: bigint): number | null =>
  size > 0n && size < 1n << 50n ? Number(size) : null

/** Streams state no length, except MPEG audio whose encoder wrote one into the first frame. */
function isStated(head: Uint8Array, contentType: string): boolean {
  if (['audio/aac', 'audio/ac3', 'audio/amr', 'video/mp2t', 'video/mpeg'].includes(contentType)) {
    return false
  }
  if (contentType !== 'audio/mpeg') return true
  return ['Xing', 'Info', 'VBRI'].some((mark) => holds(head, lettersOf(mark)))
}
