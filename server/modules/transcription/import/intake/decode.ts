import type { TextEncoding } from '../types.ts'

export interface DecodedText {
  text: string
  encoding: TextEncoding
}

const SAMPLE_BYTES = 64 * 1024

const decodeAs = (bytes: Uint8Array, encoding: TextEncoding): DecodedText => ({
  text: new TextDecoder(encoding).decode(bytes),
  encoding,
})

const decodeUtf8 = (bytes: Uint8Array): DecodedText | null => {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' }
  } catch {
    return null
  }
}

/** High bytes of the scripts that transcripts are in: Latin, Cyrillic, general punctuation. */
const isCommonHighByte = (byte: number): boolean => byte === 0x00 || byte === 0x04 || byte === 0x20

const looksUtf16 = (sample: Uint8Array, highByteOffset: 0 | 1): boolean => {
  let pairs = 0
  let common = 0
  let zeroHigh = 0
  let zeroLow = 0
  for (let index = 0; index + 1 < sample.length; index += 2) {
    const high = sample[index + highByteOffset] ?? 0
    const low = sample[index + 1 - highByteOffset] ?? 0
    pairs += 1
    if (isCommonHighByte(high)) common += 1
    if (high === 0) zeroHigh += 1
    if (low === 0) zeroLow += 1
  }
  return pairs >= 4 && common >= pairs * 0.9 && zeroHigh >= pairs * 0.08 && zeroLow <= pairs * 0.02
}

const findUtf16 = (bytes: Uint8Array): TextEncoding | null => {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const sample = bytes.subarray(0, SAMPLE_BYTES)
  if (looksUtf16(sample, 1)) return 'utf-16le'
  if (looksUtf16(sample, 0)) return 'utf-16be'
  return null
}

/** In Russian nearly every letter above ASCII stands beside another one; in French or German hardly any. */
const looksCyrillic = (bytes: Uint8Array): boolean => {
  let letters = 0
  let neighbours = 0
  let previousIsLetter = false
  for (const byte of bytes.subarray(0, SAMPLE_BYTES)) {
    const isLetter = byte >= 0xc0 || byte === 0xa8 || byte === 0xb8
    if (isLetter) letters += 1
    if (isLetter && previousIsLetter) neighbours += 1
    previousIsLetter = isLetter
  }
  return letters > 0 && neighbours >= letters * 0.5
}

/**
 * Decodes a text file: UTF-16 by its mark or by its zero bytes, else UTF-8 where the bytes are
 * valid, else windows-1251 for Cyrillic and windows-1252 for the rest. A byte order mark is dropped.
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  const utf16 = findUtf16(bytes)
  if (utf16) return decodeAs(bytes, utf16)
  return (
    decodeUtf8(bytes) ?? decodeAs(bytes, looksCyrillic(bytes) ? 'windows-1251' : 'windows-1252')
  )
}
