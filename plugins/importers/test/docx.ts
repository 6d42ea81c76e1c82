import { type Part, zip } from './zip.ts'

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
const HEADER = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** A run as Word writes it: text in `w:t`, tabs and breaks as elements of their own. */
const run = (text: string): string =>
  text
    .split(/([\t\n])/)
    .map((part) => {
      if (part === '\t') return '<w:r><w:tab/></w:r>'
      if (part === '\n') return '<w:r><w:br/></w:r>'
      return part === '' ? '' : `<w:r><w:t xml:space="preserve">${escape(part)}</w:t></w:r>`
    })
    .join('')

export const paragraph = (text: string): string =>
  `<w:p><w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs><w:rPr><w:b/></w:rPr></w:pPr>${run(text)}</w:p>`

export const documentXml = (body: string): string =>
  `${HEADER}<w:document ${NAMESPACES}><w:body>${body}<w:sectPr/></w:body></w:document>`

/** A document around this main part, which is packed or listed in another way where `more` says so. */
export const docxOf = (xml: string | Uint8Array, more: Partial<Part> = {}): Uint8Array =>
  zip([
    {
      name: '[Content_Types].xml',
      content: `${HEADER}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
    },
    { name: '_rels/.rels', content: `${HEADER}<Relationships/>` },
    { name: 'word/document.xml', content: xml, ...more },
  ])

/** A Word document of paragraphs; a line break inside one becomes `w:br`, a tab `w:tab`. */
export const docx = (paragraphs: readonly string[]): Uint8Array =>
  docxOf(documentXml(paragraphs.map(paragraph).join('')))
