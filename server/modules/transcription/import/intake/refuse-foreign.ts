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
  what: `${what}, not a transcript`,
  bring: 'Upload it as a recording, and it will be transcribed.',
})
const document = (what: string): ForeignKind => ({
  what: `${what}, which AAM does not read as a transcript`,
  bring: 'Save it as plain text, or export WebVTT or SRT captions, and bring that file.',
})
const other = (what: string): ForeignKind => ({
  what: `${what}, not a transcript`,
  bring: 'Bring the transcript itself as WebVTT, SRT or plain text.',
})
const archive = (what: string): ForeignKind => ({
  what: `${what}, not a transcript`,
  bring: 'Unpack it and bring the file inside.',
})
const CHAT: ForeignKind = {
  what: 'a chat export (Zoom writes it as newChat.txt): what people typed, not what they said',
  bring: 'Bring the transcript of the same meeting; in Zoom its name ends in .transcript.vtt.',
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
  { at: 0, bytes: '%PDF', ...document('a PDF document') },
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

/** MPEG-1 or -2, layer III: looser patterns would take Russian text in windows-1251 for music. */
const isMpegFrame = (bytes: Uint8Array): boolean =>
  bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xf6) === 0xf2 && (bytes[2] ?? 0xff) < 0xf0

const zipKind = (head: string): ForeignKind => {
  if (head.includes('word/')) return document('a Word document (DOCX)')
  if (head.includes('xl/')) return document('an Excel workbook (XLSX)')
  if (head.includes('ppt/')) return document('a PowerPoint file (PPTX)')
  if (head.includes('opendocument')) return document('an OpenDocument file (ODT)')
  if (head.includes('[Content_Types].xml')) return document('an Office document (DOCX)')
  return archive('a ZIP archive')
}

const findKind = (bytes: Uint8Array): ForeignKind | undefined => {
  const head = latin1(bytes)
  if (head.startsWith('PK\x03\x04') || head.startsWith('PK\x05\x06')) return zipKind(head)
  if (isMpegFrame(bytes)) return recording('an MP3 recording')
  return SIGNATURES.find(({ at, bytes: mark }) => head.startsWith(mark, at))
}

const refuse = ({ what, bring }: ForeignKind, name: string): never => {
  throw new ImportError('transcript_unrecognised', `${name} is ${what}. ${bring}`, {
    expected: READABLE_FORMATS,
  })
}

/** Throws an ImportError that names the file when its first bytes are those of media, an archive or a document. */
export function refuseForeignBytes(bytes: Uint8Array, name: string): void {
  const kind = findKind(bytes)
  if (kind) refuse(kind, name)
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
    ...CHAT,
  },
  {
    pattern: /^\s{0,100}\d{1,2}:\d{2}(?::\d{2})?\s{1,4}From\s.{1,200}?:/,
    ...CHAT,
  },
  {
    pattern: /^\s{0,100}\d{1,2}:\d{2}:\d{2}\.\d{3},\d{1,2}:\d{2}:\d{2}\.\d{3}[ \t]*\r?\n/,
    ...document('a YouTube caption file (SBV)'),
  },
  {
    pattern: /^\s{0,100}[^\t\n]{0,200}\d{1,2}:\d{2}(?::\d{2})?\t[^\t\n]{1,200}\t/,
    ...document('a tab-separated transcript (such as Zoom TXT)'),
  },
  {
    pattern: /^\s{0,100}[^\n]{0,200}? {2}\d{1,2}:\d{2}(?::\d{2})?[ \t]*\r?\n[^\n]/,
    ...document('a text with a time after each name (such as an Otter export)'),
  },
]

/** The same for what only its text gives away: web pages, chats, captions of other kinds, binary data. */
export function refuseForeignText(text: string, name: string): void {
  const head = text.slice(0, HEAD_BYTES)
  const kind = TEXT_KINDS.find(({ pattern }) => pattern.test(head))
  if (kind) refuse(kind, name)
  if (isBinary(text)) refuse(other('binary data of an unknown kind'), name)
}
