import { ImportError } from '../import-error.ts'
import { decodeText, type DecodedText } from '../intake/decode.ts'
import { archive, document, other, refuse, type ForeignKind } from '../intake/foreign-kind.ts'
import { READABLE_FORMATS } from '../intake/readable-formats.ts'
import { type ArchiveEntry, listEntries, readEntry } from './archive.ts'
import { readParagraphs } from './paragraphs.ts'

const MAX_XML_BYTES = 32 * 1024 * 1024

/** Word for the web sometimes names the main part `document2.xml`. */
const MAIN_PART = /^word\/document\d{0,2}\.xml$/

const EXPECTED = ['a DOCX file as Teams, Google Meet, Otter or Fireflies export it']

const damaged = (name: string): ImportError =>
  new ImportError(
    'transcript_malformed',
    'docx_damaged',
    `${name} is a Word document that cannot be opened: it is cut off, encrypted, or has no word/document.xml. Export it again, or save it in Word as a new DOCX without a password.`,
    { expected: EXPECTED },
  )

const tooLarge = (name: string): ImportError =>
  new ImportError(
    'transcript_too_large',
    'docx_too_large',
    `${name} unpacks to more than ${MAX_XML_BYTES / 1024 / 1024} MB of text; a transcript does not. Save the transcript as plain text and bring that file.`,
  )

const declaresEntities = (name: string): ImportError =>
  new ImportError(
    'transcript_malformed',
    'docx_doctype',
    `${name} is a Word document with a DOCTYPE in it, which no word processor writes and AAM does not read. Save it in Word as a new DOCX, or as plain text.`,
    { expected: EXPECTED },
  )

const MARK = 'PK\x03\x04'
const EMPTY_MARK = 'PK\x05\x06'
const HEAD_BYTES = 200

const latin1 = (bytes: Uint8Array, length: number): string =>
  String.fromCharCode(...bytes.subarray(0, length))

export const isZip = (bytes: Uint8Array): boolean => {
  const mark = latin1(bytes, 4)
  return mark === MARK || mark === EMPTY_MARK
}

const spreadsheet = (what: string): ForeignKind => ({
  ...other(what, 'spreadsheet'),
  bring: 'Save the sheet as text separated by tabs (time, name, words), and bring that file.',
})
const textDocument = (what: string): ForeignKind => ({
  ...document(what, 'open_document'),
  bring: 'Save it as DOCX or as plain text, and bring that file.',
})

/** OpenDocument states its type in the first file, which is stored uncompressed. */
const openDocument = (head: string): ForeignKind | null => {
  if (!head.includes('application/vnd.oasis.opendocument')) return null
  if (head.includes('opendocument.spreadsheet')) return spreadsheet('an OpenDocument sheet (ODS)')
  if (head.includes('opendocument.text')) return textDocument('an OpenDocument text (ODT)')
  return document('an OpenDocument file')
}

const otherKind = (head: string, entries: readonly ArchiveEntry[]): ForeignKind | null => {
  const has = (folder: string): boolean => entries.some(({ name }) => name.startsWith(folder))
  const open = openDocument(head)
  if (open) return open
  if (has('xl/')) return spreadsheet('an Excel workbook (XLSX)')
  if (has('ppt/')) return document('a PowerPoint file (PPTX)')
  return has('word/') || has('[Content_Types].xml') ? null : archive('a ZIP archive')
}

/** A truncated ZIP file is still recognised by the names of its first files. */
const kindOfHead = (bytes: Uint8Array): ForeignKind | null => {
  const head = latin1(bytes, 4096)
  const names = ['word/', 'xl/', 'ppt/', '[Content_Types].xml'].filter((part) =>
    head.includes(part),
  )
  const entries = names.map((name) => ({ name }) as ArchiveEntry)
  return otherKind(head, entries)
}

const readMainPart = (
  bytes: Uint8Array,
  name: string,
  entries: readonly ArchiveEntry[],
): DecodedText => {
  const mainParts = entries.filter((entry) => MAIN_PART.test(entry.name))
  const [mainPart] = mainParts
  // Programs differ in which of two files with the same name they read, so it is unknown what people saw.
  if (!mainPart || new Set(mainParts.map((part) => part.name)).size < mainParts.length) {
    throw damaged(name)
  }
  const content = readEntry(bytes, mainPart, MAX_XML_BYTES)
  if (content === 'too large') throw tooLarge(name)
  if (content === 'damaged') throw damaged(name)
  return decodeText(content, name)
}

/**
 * Reads the text of a Word document, one line for each paragraph, break or table row. Throws an ImportError for another
 * kind of ZIP file, a damaged or oversized document, and one with a DOCTYPE.
 */
export function readDocx(bytes: Uint8Array, name: string): DecodedText {
  const entries = listEntries(bytes)
  const kind = entries === null ? kindOfHead(bytes) : otherKind(latin1(bytes, HEAD_BYTES), entries)
  if (kind) refuse(kind, name)
  if (entries === null) throw damaged(name)
  const { text, encoding, warnings } = readMainPart(bytes, name, entries)
  const lines = readParagraphs(text)
  if (lines === 'doctype') throw declaresEntities(name)
  if (lines === 'cut off') throw damaged(name)
  return { text: lines.join('\n'), encoding, warnings }
}

/** For a document without speakers or times. */
export const noTranscript = (name: string): ImportError =>
  new ImportError(
    'transcript_unrecognised',
    'docx_no_transcript',
    `${name} is a Word document, but not a transcript: no text in it follows a name or a time. Add the DOCX that Teams, Google Meet, Otter or Fireflies exports; notes without names can be added as plain text.`,
    { expected: READABLE_FORMATS },
  )
