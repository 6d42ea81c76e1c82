import { ascii, holds, lettersOf, starts } from './bytes.ts'
import { stillImages } from './containers.ts'

export type ForeignKind =
  | 'transcript'
  | 'zip'
  | 'pdf'
  | 'image'
  | 'document'
  | 'dictation'
  | 'protected'
  | 'outdated'
  | 'empty'
  | 'unknown'

const guids = {
  // ASF Specification 3.14 and 3.15: encrypted content.
  asfEncryption: [
    0xfb, 0xb3, 0x11, 0x22, 0x23, 0xbd, 0xd2, 0x11, 0xb4, 0xb7, 0x00, 0xa0, 0xc9, 0x55, 0xfc, 0x6e,
  ],
  asfExtendedEncryption: [
    0x14, 0xe6, 0x8a, 0x29, 0x22, 0x26, 0x17, 0x4c, 0xb9, 0x35, 0xda, 0xe0, 0x7e, 0xe9, 0x28, 0x9c,
  ],
}
const protectedBrands = new Set(['M4P ', 'aax ', 'aaxc'])
/** Types of encrypted tracks: Common Encryption (ISO/IEC 23001-7), FairPlay. */
const protectedTracks = ['enca', 'encv', 'drms', 'drmi']

/** Bought or rented files, which only the shop's own player can decrypt; also recognised by the track type. */
export function isProtected(bytes: Uint8Array): boolean {
  const isIso = ascii(bytes, 4, 4) === 'ftyp'
  if (isIso && protectedBrands.has(ascii(bytes, 8, 4))) return true
  // Audible before AAX.
  if (starts(bytes.subarray(4), 0x57, 0x90, 0x75, 0x36)) return true
  if (isIso && holds(bytes, lettersOf('stsd'))) {
    return protectedTracks.some(
      (track) => holds(bytes, lettersOf(track)) && holds(bytes, lettersOf('sinf')),
    )
  }
  const isAsf = starts(bytes, 0x30, 0x26, 0xb2, 0x75)
  return isAsf && (holds(bytes, guids.asfEncryption) || holds(bytes, guids.asfExtendedEncryption))
}

/** Detects kinds of files that are not recordings, or that cannot be read. */
export function foreignKind(bytes: Uint8Array): ForeignKind {
  if (bytes.length === 0) return 'empty'
  // Dictation machines of Olympus, Philips and Grundig: DSS, DS2, and DS2 with a password.
  if ((bytes[0] ?? 0) <= 8 && /^(?:ds[s2]|enc)/.test(ascii(bytes, 1, 3))) return 'dictation'
  if (/^(?:\.RMF|\.ra\u00FD|MAC |TTA1|DSD |FRM8)/.test(ascii(bytes, 0, 4))) return 'outdated'
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

/** Text in one of the encodings that transcripts use. */
function isText(bytes: Uint8Array): boolean {
  if (starts(bytes, 0xff, 0xfe) || starts(bytes, 0xfe, 0xff)) return true
  const controls = bytes.filter((byte) => byte < 9 || (byte > 13 && byte < 32)).length
  return controls === 0
}
