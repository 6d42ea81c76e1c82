import { archive, document, type ForeignKind, other, recording, refuse } from './foreign-kind.ts'

interface Signature extends ForeignKind {
  at: number
  bytes: string
}

const SIGNATURES: Signature[] = [
  { at: 0, bytes: 'ID3', ...recording('an MP3 recording') },
  { at: 0, bytes: 'OggS', ...recording('an Ogg recording') },
  { at: 0, bytes: 'fLaC', ...recording('a FLAC recording') },
  { at: 8, bytes: 'WAVE', ...recording('a WAV recording') },
  { at: 8, bytes: 'AVI ', ...recording('an AVI video') },
  { at: 4, bytes: 'ftyp', ...recording('an MP4 or M4A recording') },
  { at: 0, bytes: '\x1a\x45\xdf\xa3', ...recording('a WebM or Matroska recording') },
  { at: 0, bytes: '#!AMR', ...recording('an AMR recording') },
  { at: 0, bytes: '\x30\x26\xb2\x75', ...recording('a Windows Media recording') },
  { at: 0, bytes: '%PDF', ...document('a PDF document', 'pdf') },
  { at: 0, bytes: '{\\rtf', ...document('an RTF document') },
  { at: 0, bytes: '\xd0\xcf\x11\xe0', ...document('an old Word or Excel document') },
  { at: 0, bytes: '\x89PNG', ...other('a PNG picture') },
  { at: 0, bytes: '\xff\xd8\xff', ...other('a JPEG picture') },
  { at: 0, bytes: 'GIF8', ...other('a GIF picture') },
  { at: 0, bytes: '\x1f\x8b', ...archive('a gzip archive') },
  { at: 0, bytes: '7z\xbc\xaf', ...archive('a 7z archive') },
  { at: 0, bytes: 'Rar!', ...archive('a RAR archive') },
]

const HEAD_BYTES = 4096

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, HEAD_BYTES))

/** MPEG-1 or -2, layer III: looser patterns match Russian text in windows-1251. */
const isMpegFrame = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf2 && (bytes[2] ?? 0xff) < 0xf0

const findKind = (bytes: Uint8Array): ForeignKind | undefined => {
  const head = latin1(bytes)
  if (isMpegFrame(bytes)) return recording('an MP3 recording')
  return SIGNATURES.find(({ at, bytes: mark }) => head.startsWith(mark, at))
}

/**
 * Throws an ImportError that names the kind of file when its first bytes are those of media, an archive other than ZIP,
 * or a document.
 */
export function refuseForeignBytes(bytes: Uint8Array, name: string): void {
  const kind = findKind(bytes)
  if (kind) refuse(kind, name)
}
