import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { ImportError, parseTranscript } from './index.ts'
import { docx, docxOf, documentXml, paragraph } from './test/docx.ts'
import { zip } from './test/zip.ts'

setDefaultTimeout(60_000)

const says = (file: Uint8Array) =>
  parseTranscript(file).segments.map(({ speaker, text }) => [speaker, text])
const reasonOf = (file: Uint8Array): string => {
  try {
    parseTranscript(file, { fileName: 'meeting.docx' })
  } catch (error) {
    if (!(error instanceof ImportError)) throw error
    expect(error.detail).toStartWith('"meeting.docx"')
    return error.reason
  }
  return 'read'
}
const archive = (parts: Record<string, string | Uint8Array>): Uint8Array =>
  zip(Object.entries(parts).map(([name, content]) => ({ name, content })))
const words = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`
const spoken = `${words('Ann: Hello.')}${words('Bob: Hi.')}`

describe('what a Word document says', () => {
  test('runs make one line; references, hyphens and breaks are read', () => {
    const xml = documentXml(
      '<w:p><w:r><w:t>Ann: Q</w:t></w:r><w:r><w:t xml:space="preserve">&amp;A &#x2014; </w:t></w:r><w:r><w:t>well</w:t><w:noBreakHyphen/><w:t>known</w:t><w:br/><w:t>and on.</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>Bob: &lt;Yes&gt;.</w:t></w:r></w:p>',
    )
    expect(says(docxOf(xml))).toEqual([
      ['Ann', 'Q&A — well-known and on.'],
      ['Bob', '<Yes>.'],
    ])
  })

  test('deleted words, field codes, tab stops and copies for old readers are not spoken', () => {
    const xml = documentXml(
      `<!-- <w:p><w:r><w:t>Eve: no.</w:t></w:r></w:p> -->${spoken}<w:p><w:r><w:instrText>PAGE</w:instrText></w:r><w:del><w:r><w:delText>Eve: gone.</w:delText></w:r></w:del></w:p><mc:AlternateContent><mc:Choice>${words('Ann: Once.')}</mc:Choice><mc:Fallback>${words('Ann: Once.')}</mc:Fallback></mc:AlternateContent>${paragraph('Bob: Bye.')}`,
    )
    expect(says(docxOf(xml))).toEqual([
      ['Ann', 'Hello.'],
      ['Bob', 'Hi.'],
      ['Ann', 'Once.'],
      ['Bob', 'Bye.'],
    ])
  })

  test('a document in UTF-16 is read', () => {
    const xml = documentXml(spoken).replace('UTF-8', 'UTF-16')
    expect(says(docxOf(Buffer.from(`\uFEFF${xml}`, 'utf16le')))).toHaveLength(2)
  })

  test('the main part that Word for the web writes is found', () => {
    const file = archive({
      '[Content_Types].xml': '<a/>',
      'word/document2.xml': documentXml(spoken),
    })
    expect(says(file)).toHaveLength(2)
  })

  test('captions that somebody pasted into a document are captions', () => {
    const file = docx(['WEBVTT', '', '00:01.000 --> 00:02.000', '<v Ann>Hello.'])
    expect(parseTranscript(file).format).toBe('webvtt')
  })
})

describe('documents that are refused', () => {
  const xml = documentXml(spoken)
  const doctype = (declared: string): Uint8Array =>
    docxOf(xml.replace('<w:document', `${declared}<w:document`))

  test.each<[name: string, file: Uint8Array, reason: string]>([
    ['a DOCTYPE', doctype('<!DOCTYPE w:document>'), 'docx_doctype'],
    [
      'entities',
      doctype('<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'),
      'docx_doctype',
    ],
    [
      'an entity of a file',
      doctype('<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
      'docx_doctype',
    ],
    ['XML that is cut off', docxOf(xml.slice(0, -30)), 'docx_damaged'],
    ['no XML', docxOf('Ann: Hello.\nBob: Hi.\n'), 'docx_damaged'],
    ['an empty part', docxOf(''), 'docx_damaged'],
    [
      'no main part',
      archive({ '[Content_Types].xml': '<a/>', 'word/styles.xml': '<a/>' }),
      'docx_damaged',
    ],
    ['a main part in a folder', archive({ 'copy/word/document.xml': xml }), 'archive'],
    ['a document in an archive', archive({ 'meeting.docx': docxOf(xml) }), 'archive'],
    ['an archive cut off', docxOf(xml).slice(0, -40), 'docx_damaged'],
    ['an archive of nothing', archive({}), 'archive'],
    [
      'a letter',
      docx(['Dear Ann,', 'we thank you for your visit.', 'Yours, Bob']),
      'docx_no_transcript',
    ],
    ['a document without words', docx(['', '']), 'blank_file'],
    [
      'a workbook',
      archive({ '[Content_Types].xml': '<a/>', 'xl/workbook.xml': '<a/>' }),
      'spreadsheet',
    ],
    [
      'slides',
      archive({ '[Content_Types].xml': '<a/>', 'ppt/slides.xml': '<a/>' }),
      'office_document',
    ],
  ])('%s', (_, file, reason) => {
    expect(reasonOf(file)).toBe(reason)
  })

  test.each([
    ['text', 'open_document', /ODT.*Save it as DOCX/],
    ['spreadsheet', 'spreadsheet', /ODS.*separated by tabs/],
    ['presentation', 'office_document', /OpenDocument/],
  ])('an OpenDocument %s is named', (kind, reason, message) => {
    const content = `application/vnd.oasis.opendocument.${kind}`
    // OpenDocument stores its kind unpacked and first, so that it can be told by its bytes.
    const file = zip([
      { name: 'mimetype', content, isStored: true },
      { name: 'content.xml', content: '<a/>' },
    ])
    expect(reasonOf(file)).toBe(reason)
    expect(() => parseTranscript(file)).toThrow(message)
  })

  test('two main parts of one name are refused: programs differ in which they show', () => {
    const part = { name: 'word/document.xml', content: xml }
    expect(reasonOf(zip([part, { ...part, content: documentXml(words('Eve: Other.')) }]))).toBe(
      'docx_damaged',
    )
  })

  test('an encrypted part is refused, a stored one is read', () => {
    expect(reasonOf(docxOf(xml, { isEncrypted: true }))).toBe('docx_damaged')
    expect(reasonOf(docxOf(xml, { isStored: true }))).toBe('read')
  })
})

describe('bounds of a document', () => {
  test('what inflates past 32 MB is refused, whatever its headers say', () => {
    const xml = documentXml(words(`Ann: ${'a'.repeat(33 * 1024 * 1024)}`))
    const file = docxOf(xml, { statedBytes: 100 })
    expect(file.byteLength).toBeLessThan(100_000)
    expect(reasonOf(docxOf(xml))).toBe('docx_too_large')
    expect(reasonOf(file)).toBe('docx_too_large')
    expect(() => parseTranscript(file)).toThrow(
      expect.objectContaining({ code: 'transcript_too_large' }),
    )
  })

  test.each([
    ['deep paragraphs', '<w:p>'.repeat(300_000)],
    ['deep tables', '<w:tbl><w:tr><w:tc>'.repeat(100_000)],
    ['open brackets', '<'.repeat(5_000_000)],
    ['open comments', '<!--'.repeat(2_000_000)],
    ['references', `<w:p><w:r><w:t>Ann: ${'&amp'.repeat(1_000_000)}</w:t></w:r></w:p>`],
    ['rows', '<w:tr><w:tc/><w:tc/></w:tr>'.repeat(200_000)],
    ['breaks', '<w:br/>'.repeat(1_000_100)],
  ])('a flood of %s is refused or stays bounded', (_, body) => {
    try {
      expect(parseTranscript(docxOf(documentXml(body))).segments.length).toBeLessThanOrEqual(20_000)
    } catch (error) {
      expect(error).toBeInstanceOf(ImportError)
    }
  })
})
