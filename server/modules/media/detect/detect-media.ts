export interface DetectedMedia {
  kind: 'audio' | 'video'
  contentType: string
}

export type ForeignKind = 'transcript' | 'zip' | 'pdf' | 'image' | 'document' | 'empty' | 'unknown'

/**
 * What a recording is by its first 64 KB, never by its name or by what a browser says of it
 * (https://mimesniff.spec.whatwg.org/#matching-an-audio-or-video-type-pattern and the containers' own specifications).
 * Whether a container with pictures is sound only, is found out by looking into it later.
 */
export function detectMedia(head: Uint8Array): DetectedMedia | { refused: ForeignKind } {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength)
  for (const detect of detectors) {
    const found = detect(bytes)
    if (found) return found
  }
  return { refused: foreignKind(bytes) }
}

type Detector = (bytes: Buffer) => DetectedMedia | null

const audio = (contentType: string): DetectedMedia => ({ kind: 'audio', contentType })
const video = (contentType: string): DetectedMedia => ({ kind: 'video', contentType })
const ascii = (bytes: Buffer, at: number, length: number): string =>
  bytes.toString('latin1', at, at + length)
const starts = (bytes: Buffer, ...values: number[]): boolean =>
  values.every((value, at) => bytes[at] === value)

const stillImages = new Set([
  'heic',
  'heix',
  'heim',
  'heis',
  'mif1',
  'msf1',
  'avif',
  'avis',
  'crx ',
])
const soundBrands = new Set(['M4A ', 'M4B ', 'M4P ', 'F4A '])
const boxes = new Set(['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot'])

/** ISO base media and QuickTime: boxes of a size and a name. */
const isoMedia: Detector = (bytes) => {
  const box = ascii(bytes, 4, 4)
  if (!boxes.has(box)) return null
  const sizeBytes = bytes.length >= 8 ? bytes.readUInt32BE(0) : 0
  if (sizeBytes !== 0 && sizeBytes !== 1 && sizeBytes < 8) return null
  if (box !== 'ftyp') return video('video/quicktime')
  const brand = ascii(bytes, 8, 4)
  if (stillImages.has(brand)) return null
  if (soundBrands.has(brand)) return audio('audio/mp4')
  if (brand === 'qt  ') return video('video/quicktime')
  return brand.startsWith('3g') ? video('video/3gpp') : video('video/mp4')
}

/** Matroska and WebM: EBML, RFC 8794; the DocType stands within its header. */
const matroska: Detector = (bytes) => {
  if (!starts(bytes, 0x1a, 0x45, 0xdf, 0xa3)) return null
  const header = ascii(bytes, 0, 64)
  if (header.includes('webm')) return video('video/webm')
  return header.includes('matroska') ? video('video/x-matroska') : null
}

const riff: Detector = (bytes) => {
  const lead = ascii(bytes, 0, 4)
  const form = ascii(bytes, 8, 4)
  if ((lead === 'RIFF' || lead === 'RF64' || lead === 'BW64') && form === 'WAVE') {
    return audio('audio/wav')
  }
  if (lead === 'RIFF' && form === 'AVI ') return video('video/x-msvideo')
  return lead === 'FORM' && (form === 'AIFF' || form === 'AIFC') ? audio('audio/aiff') : null
}

const ogg: Detector = (bytes) => {
  if (ascii(bytes, 0, 4) !== 'OggS') return null
  return ascii(bytes, 28, 64).includes('theora') ? video('video/ogg') : audio('audio/ogg')
}

const named: Detector = (bytes) => {
  if (ascii(bytes, 0, 4) === 'fLaC') return audio('audio/flac')
  if (/^#!AMR(-WB)?\n/.test(ascii(bytes, 0, 9))) return audio('audio/amr')
  // ASF: 75B22630-668E-11CF-A6D9-00AA0062CE6C
  if (starts(bytes, 0x30, 0x26, 0xb2, 0x75, 0x8e, 0x66, 0xcf, 0x11)) return video('video/x-ms-asf')
  return starts(bytes, 0, 0, 1, 0xba) ? video('video/mpeg') : null
}

const packetBytes = 188

/** MPEG transport stream, ISO/IEC 13818-1: a sync byte each 188 bytes (192 with a time code before). */
const transport: Detector = (bytes) => {
  for (const [size, lead] of [
    [packetBytes, 0],
    [192, 4],
  ] as const) {
    const isStream = [0, 1, 2, 3, 4].every((packet) => bytes[lead + packet * size] === 0x47)
    if (isStream) return video('video/mp2t')
  }
  return null
}

/** MPEG audio with or without an ID3 tag before it, and AAC in ADTS: several frames in a row, since two bytes prove little. */
const frames: Detector = (bytes) => {
  const start = afterTag(bytes)
  if (start > 0 && start >= bytes.length) return audio('audio/mpeg')
  const from = skipZeros(bytes, start)
  if (countFrames(bytes, from, adtsBytes) >= 3) return audio('audio/aac')
  return countFrames(bytes, from, mpegBytes) >= 3 ? audio('audio/mpeg') : null
}

/** ID3v2, https://id3.org/id3v2.4.0-structure: ten bytes with the size of the rest in 7 bits each. */
function afterTag(bytes: Buffer): number {
  if (ascii(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | ((bytes[at] ?? 0) & 0x7f), 0)
  return size + 10
}

function skipZeros(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] === 0) at++
  return at
}

function countFrames(bytes: Buffer, from: number, sizeAt: (b: Buffer, at: number) => number) {
  let count = 0
  for (let at = from; at + 7 <= bytes.length; count++) {
    const size = sizeAt(bytes, at)
    if (size === 0) return 0
    at += size
    if (count >= 8) break
  }
  return count
}

const adtsBytes = (bytes: Buffer, at: number): number => {
  const isFrame = bytes[at] === 0xff && ((bytes[at + 1] ?? 0) & 0xf6) === 0xf0
  if (!isFrame) return 0
  const length =
    (((bytes[at + 3] ?? 0) & 3) << 11) | ((bytes[at + 4] ?? 0) << 3) | ((bytes[at + 5] ?? 0) >> 5)
  return length >= 7 ? length : 0
}

const rates = [44_100, 48_000, 32_000]
const bitratesV1 = [
  [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
]
const bitratesV2 = [
  [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
]

/** The length of an MPEG audio frame by its header (ISO/IEC 11172-3 and 13818-3), 0 where there is none. */
function mpegBytes(bytes: Buffer, at: number): number {
  const second = bytes[at + 1] ?? 0
  const third = bytes[at + 2] ?? 0
  if (bytes[at] !== 0xff || (second & 0xe0) !== 0xe0) return 0
  const version = (second >> 3) & 3
  const layer = 4 - ((second >> 1) & 3)
  const rate = rates[(third >> 2) & 3]
  if (version === 1 || layer === 4 || rate === undefined) return 0
  const kilobits = (version === 3 ? bitratesV1 : bitratesV2)[layer - 1]?.[third >> 4] ?? 0
  if (kilobits === 0) return 0
  const sampleRate = rate / (version === 3 ? 1 : version === 2 ? 2 : 4)
  const padding = (third >> 1) & 1
  if (layer === 1) return (Math.floor((12_000 * kilobits) / sampleRate) + padding) * 4
  const samplesOver8 = layer === 3 && version !== 3 ? 72 : 144
  return Math.floor((samplesOver8 * 1_000 * kilobits) / sampleRate) + padding
}

const detectors = [isoMedia, matroska, riff, ogg, named, transport, frames]

function foreignKind(bytes: Buffer): ForeignKind {
  if (bytes.length === 0) return 'empty'
  if (starts(bytes, 0x50, 0x4b)) return 'zip'
  if (ascii(bytes, 0, 5) === '%PDF-') return 'pdf'
  if (ascii(bytes, 0, 5) === '{\\rtf' || starts(bytes, 0xd0, 0xcf, 0x11, 0xe0)) return 'document'
  const isImage =
    starts(bytes, 0x89, 0x50, 0x4e, 0x47) ||
    starts(bytes, 0xff, 0xd8, 0xff) ||
    /^(GIF8|BM|II\*\0|MM\0\*)/.test(ascii(bytes, 0, 4)) ||
    (ascii(bytes, 0, 4) === 'RIFF' && ascii(bytes, 8, 4) === 'WEBP') ||
    stillImages.has(ascii(bytes, 8, 4))
  if (isImage) return 'image'
  return isText(bytes) ? 'transcript' : 'unknown'
}

/** Text in one of the encodings that transcripts come in. */
function isText(bytes: Buffer): boolean {
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)) return true
  const controls = bytes.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length
  return controls === 0
}
