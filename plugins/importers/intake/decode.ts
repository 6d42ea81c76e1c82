import { ImportError } from '../import-error.ts'
import type { ImportWarning, TextEncoding } from '../types.ts'
import { decodeLegacy } from './legacy-encodings.ts'
import { READABLE_FORMATS } from './readable-formats.ts'
import { undoDoubleEncoding } from './undo-double-encoding.ts'

export interface DecodedText {
  text: string
  encoding: TextEncoding
  warnings: ImportWarning[]
}

const SAMPLE_BYTES = 64 * 1024

const decodeAs = (bytes: Uint8Array, encoding: TextEncoding): DecodedText => ({
  text: new TextDecoder(encoding).decode(bytes),
  encoding,
  warnings: [],
})

const decodeUtf8 = (bytes: Uint8Array): DecodedText | null => {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return { text, encoding: 'utf-8', warnings: [] }
  } catch {
    return null
  }
}

/** High bytes of the scripts that transcripts use: Latin, Cyrillic, general punctuation. */
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

/** Lead and continuation bytes of multi-byte characters in UTF-8. */
const isLead = (byte: number): boolean => byte >= 0xc2 && byte <= 0xf4
const isTail = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80

const lengthOf = (lead: number): number => (lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4)

/** Counts complete multi-byte characters and bytes that are invalid in UTF-8. */
const countCharacters = (bytes: Uint8Array): { whole: number; broken: number } => {
  const seen = { whole: 0, broken: 0 }
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) continue
    const length = isLead(byte) ? lengthOf(byte) : 1
    let taken = 1
    while (taken < length && isTail(bytes[at + taken])) taken += 1
    if (length > 1 && taken === length) seen.whole += 1
    else seen.broken += 1
    at += taken - 1
  }
  return seen
}

/** Text in another encoding contains few such characters by chance, and many invalid bytes. */
const MIN_WHOLE_PER_BROKEN = 2

const warnOfBytes = (count: number): ImportWarning => ({
  code: 'bytes_unread',
  count,
  detail: `${count === 1 ? '1 byte is' : `${count} bytes are`} damaged and ${count === 1 ? 'appears' : 'appear'} as � in the text; everything else is unchanged.`,
})

/** UTF-8 with damaged bytes, or truncated inside a character. */
const decodeDamagedUtf8 = (bytes: Uint8Array): DecodedText | null => {
  const { whole, broken } = countCharacters(bytes)
  if (whole === 0 || whole < broken * MIN_WHOLE_PER_BROKEN) return null
  const { text } = decodeAs(bytes, 'utf-8')
  const shown = text.match(/\uFFFD/g)?.length ?? 0
  return { text, encoding: 'utf-8', warnings: [warnOfBytes(Math.max(1, shown))] }
}

const warnOfEncoding = (encoding: TextEncoding): ImportWarning => ({
  code: 'encoding_assumed',
  example: encoding,
  detail: `The file is not UTF-8; it was read as ${encoding}. If characters look wrong, save it as UTF-8 and import it again.`,
})

const refuseEncoding = (name: string): never => {
  throw new ImportError(
    'transcript_unrecognised',
    'encoding_unknown',
    `${name} is text in an encoding that could not be told from its words. Save it as UTF-8 (in Notepad or Word: Save as → Encoding → UTF-8) and import it again.`,
    { expected: READABLE_FORMATS },
  )
}

const ESCAPE = '\u001B'

/** The escape sequences that switch Japanese mail between character sets, within plain ASCII. */
const hasShifts = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, SAMPLE_BYTES))
  return (
    ['$@', '$B'].some((shift) => text.includes(`${ESCAPE}${shift}`)) && text.includes(`${ESCAPE}(`)
  )
}

const BINARY_SAMPLE = 4096

/** Control characters show that the bytes are not text; what they are is decided from the text. */
const isBinary = (bytes: Uint8Array): boolean => {
  const sample = bytes.subarray(0, BINARY_SAMPLE)
  const controls = sample.filter((byte) => byte < 0x20 && ![9, 10, 12, 13, 0x1b].includes(byte))
  return controls.length > sample.length * 0.02
}

/**
 * Decodes a text file: UTF-16 by its byte order mark or its zero bytes, else UTF-8 if all or nearly all bytes are
 * valid, else the encoding in which the text reads as words. Drops a byte order mark. Throws ImportError when no
 * encoding fits.
 */
export function decodeText(bytes: Uint8Array, name: string): DecodedText {
  const utf16 = findUtf16(bytes)
  if (utf16) return decodeAs(bytes, utf16)
  if (hasShifts(bytes)) return decodeAs(bytes, 'iso-2022-jp')
  const utf8 = decodeUtf8(bytes) ?? decodeDamagedUtf8(bytes)
  if (utf8) return { ...utf8, text: undoDoubleEncoding(utf8.text) }
  if (isBinary(bytes)) return decodeAs(bytes, 'windows-1252')
  const { isDoubtful, ...legacy } = decodeLegacy(bytes) ?? refuseEncoding(name)
  return { ...legacy, warnings: isDoubtful ? [warnOfEncoding(legacy.encoding)] : [] }
}
