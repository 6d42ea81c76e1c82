import { ImportError } from '../import-error.ts'
import { READABLE_FORMATS } from './readable-formats.ts'

interface ForeignKind {
  what: string
  bring: string
}

interface Signature extends ForeignKind {
  at: number
  bytes: string
}

const recording = (what: string): ForeignKind => ({
  what,
  bring: 'upload it as a recording, and it will be transcribed',
})
const document = (what: string): ForeignKind => ({
  what,
  bring: 'save it as plain text or export WebVTT or SRT captions, and bring that file',
})
const NOT_TEXT = 'bring the transcript itself as WebVTT, SRT or plain text'

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
  { at: 0, bytes: '%PDF', ...document('a PDF document') },
  { at: 0, bytes: '{\\rtf', ...document('an RTF document') },
  { at: 0, bytes: '\xd0\xcf\x11\xe0', ...document('an old Word or Excel document') },
  { at: 0, bytes: '\x89PNG', what: 'a PNG picture', bring: NOT_TEXT },
  { at: 0, bytes: '\xff\xd8\xff', what: 'a JPEG picture', bring: NOT_TEXT },
  { at: 0, bytes: 'GIF8', what: 'a GIF picture', bring: NOT_TEXT },
  {
    at: 0,
    bytes: '\x1f\x8b',
    what: 'a gzip archive',
    bring: 'unpack it and bring the file inside',
  },
  {
    at: 0,
    bytes: '7z\xbc\xaf',
    what: 'a 7z archive',
    bring: 'unpack it and bring the file inside',
  },
  { at: 0, bytes: 'Rar!', what: 'a RAR archive', bring: 'unpack it and bring the file inside' },
]

const HEAD_BYTES = 4096

const latin1 = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(0, HEAD_BYTES))

const isMpegFrame = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2 && (bytes[2] ?? 0xff) < 0xf0

const zipKind = (head: string): ForeignKind => {
  if (head.includes('word/')) return document('a Word document (DOCX)')
  if (head.includes('xl/')) return document('an Excel workbook (XLSX)')
  if (head.includes('ppt/')) return document('a PowerPoint file (PPTX)')
  if (head.includes('opendocument')) return document('an OpenDocument file (ODT)')
  if (head.includes('[Content_Types].xml')) return document('an Office document (DOCX)')
  return { what: 'a ZIP archive', bring: 'unpack it and bring the file inside' }
}

const findKind = (bytes: Uint8Array): ForeignKind | undefined => {
  const head = latin1(bytes)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(head)
  if (isMpegFrame(bytes)) return recording('an MP3 or AAC recording')
  return SIGNATURES.find(({ at, bytes: mark }) => head.startsWith(mark, at))
}

const refuse = ({ what, bring }: ForeignKind): never => {
  throw new ImportError('transcript_unrecognised', `This is ${what}, not a transcript: ${bring}.`, {
    expected: READABLE_FORMATS,
  })
}

/** Throws an ImportError that names the file when its first bytes are those of media, an archive or a document. */
export function refuseForeignBytes(bytes: Uint8Array): void {
  const kind = findKind(bytes)
  if (kind) refuse(kind)
}

const CONTROL_SAMPLE_CHARS = 64 * 1024

const isBinary = (text: string): boolean => {
  const sample = text.slice(0, CONTROL_SAMPLE_CHARS)
  let controls = 0
  for (let index = 0; index < sample.length; index += 1) {
    const code = sample.charCodeAt(index)
    if (code < 32 && code !== 9 && code !== 10 && code !== 12 && code !== 13) controls += 1
  }
  return controls > sample.length * 0.05
}

const TEXT_KINDS: (ForeignKind & { pattern: RegExp })[] = [
  {
    pattern: /^\s{0,100}(?:<!doctype html|<html|<head|<body)/i,
    ...document('a web page (HTML)'),
  },
  {
    pattern: /^\s{0,100}(?:<\?xml|<tt[\s>])/i,
    ...document('an XML file (such as TTML captions)'),
  },
  { pattern: /^\s{0,100}\[Script Info\]/i, ...document('an ASS or SSA subtitle file') },
  {
    pattern: /^\s{0,100}\d{1,2}:\d{2}(?::\d{2})?\t[^\t\n]{1,200}:\t/,
    what: 'a chat export (Zoom writes it as newChat.txt): what people typed, not what they said',
    bring:
      'bring the transcript file of the same meeting, in Zoom the one ending in .transcript.vtt',
  },
  {
    pattern: /^\s{0,100}\d{1,2}:\d{2}(?::\d{2})?\s{1,4}From\s.{1,200}?:/,
    what: 'a chat export (Zoom writes it as newChat.txt): what people typed, not what they said',
    bring:
      'bring the transcript file of the same meeting, in Zoom the one ending in .transcript.vtt',
  },
  {
    pattern: /^\s{0,100}\d{1,2}:\d{2}:\d{2}\.\d{3},\d{1,2}:\d{2}:\d{2}\.\d{3}[ \t]*\r?\n/,
    ...document('a YouTube caption file (SBV), which AAM does not read'),
  },
  {
    pattern: /^\s{0,100}[^\t\n]{0,200}\d{1,2}:\d{2}(?::\d{2})?\t[^\t\n]{1,200}\t/,
    ...document('a tab-separated transcript (such as Zoom TXT), which AAM does not read'),
  },
  {
    pattern: /^\s{0,100}[^\n]{0,200}? {2}\d{1,2}:\d{2}(?::\d{2})?[ \t]*\r?\n[^\n]/,
    ...document(
      'a text with a time after each name (such as an Otter export), which AAM does not read',
    ),
  },
]

/** The same for what only its text gives away: web pages, chats, captions of other kinds, binary data. */
export function refuseForeignText(text: string): void {
  const head = text.slice(0, HEAD_BYTES)
  const kind = TEXT_KINDS.find(({ pattern }) => pattern.test(head))
  if (kind) refuse(kind)
  if (isBinary(text)) refuse({ what: 'binary data of an unknown kind', bring: NOT_TEXT })
}
