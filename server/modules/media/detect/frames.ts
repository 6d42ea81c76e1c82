import { ascii } from './bytes.ts'
import { audio, type DetectedMedia, type Detector } from './detected.ts'

type SizeAt = (bytes: Uint8Array, at: number) => number

/** This many frames in a row are no coincidence. */
const certain = 5
/** A recording cut out of a stream may start within a frame; frames of MPEG audio and ADTS are shorter than this. */
const longestFrame = 8_192

/**
 * MPEG audio, AAC in ADTS and AC-3, with or without an ID3 tag before it: several frames in a row, since two bytes prove
 * little.
 */
export const frames: Detector = (bytes) => {
  const start = afterTag(bytes)
  if (start > 0 && start >= bytes.length) return audio('audio/mpeg')
  if (start > 0 && ascii(bytes, start, 4) === 'fLaC') return audio('audio/flac')
  const from = skipZeros(bytes, start)
  return framesAt(bytes, from, 3) ?? framesWithin(bytes, from)
}

function framesAt(bytes: Uint8Array, from: number, least: number): DetectedMedia | null {
  if (countFrames(bytes, from, adtsBytes) >= least) return audio('audio/aac')
  if (countFrames(bytes, from, ac3Bytes) >= least) return audio('audio/ac3')
  return countFrames(bytes, from, mpegBytes) >= least ? audio('audio/mpeg') : null
}

function framesWithin(bytes: Uint8Array, from: number): DetectedMedia | null {
  for (let at = from + 1; at < Math.min(bytes.length, from + longestFrame); at++) {
    const isSync = bytes[at] === 0xff || bytes[at] === 0x0b
    const found = isSync ? framesAt(bytes, at, certain) : null
    if (found) return found
  }
  return null
}

/** ID3v2, https://id3.org/id3v2.4.0-structure: ten bytes with the size of the rest in 7 bits each. */
export function afterTag(bytes: Uint8Array): number {
  if (ascii(bytes, 0, 3) !== 'ID3' || bytes.length < 10) return 0
  const size = [6, 7, 8, 9].reduce((sum, at) => (sum << 7) | ((bytes[at] ?? 0) & 0x7f), 0)
  return size + 10
}

function skipZeros(bytes: Uint8Array, from: number): number {
  let at = from
  while (at < bytes.length && bytes[at] === 0) at++
  return at
}

function countFrames(bytes: Uint8Array, from: number, sizeAt: SizeAt) {
  let count = 0
  for (let at = from; at + 7 <= bytes.length; count++) {
    const size = sizeAt(bytes, at)
    if (size === 0) return 0
    at += size
    if (count >= 8) break
  }
  return count
}

const adtsBytes: SizeAt = (bytes, at) => {
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

const ac3Kilobits = [
  32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640,
]
const ac3Rates = [48, 44.1, 32]

/** The length of a frame of AC-3 or E-AC-3 (ETSI TS 102 366); 0 if there is none. */
const ac3Bytes: SizeAt = (bytes, at) => {
  if (bytes[at] !== 0x0b || bytes[at + 1] !== 0x77) return 0
  const stream = (bytes[at + 5] ?? 0) >> 3
  if (stream > 10)
    return stream > 16 ? 0 : 2 * (((((bytes[at + 2] ?? 0) & 7) << 8) | (bytes[at + 3] ?? 0)) + 1)
  const fourth = bytes[at + 4] ?? 0
  const rate = ac3Rates[fourth >> 6]
  const kilobits = ac3Kilobits[(fourth & 0x3f) >> 1]
  if (rate === undefined || kilobits === undefined) return 0
  // 1,536 samples in 16-bit words.
  return 2 * (Math.floor((kilobits * 96) / rate) + (rate === 44.1 ? fourth & 1 : 0))
}

/** The length of an MPEG audio frame by its header (ISO/IEC 11172-3 and 13818-3); 0 if there is none. */
function mpegBytes(bytes: Uint8Array, at: number): number {
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
