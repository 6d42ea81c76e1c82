import { XMLParser } from 'fast-xml-parser'
import { S3Error } from './s3-error.ts'

/** Element name to text, to nested elements, or to a list that repeats the element. */
export interface XmlTree {
  [name: string]: string | number | boolean | XmlTree | XmlTree[] | undefined
}

const namespace = 'http://s3.amazonaws.com/doc/2006-03-01/'
// XML 1.0 cannot carry these even as a reference.
const unrepresentable = /[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu

export function xmlDocument(root: string, tree: XmlTree, withNamespace = true): string {
  const attribute = withNamespace ? ` xmlns="${namespace}"` : ''
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${children(tree)}</${root}>`
}

const children = (tree: XmlTree): string =>
  Object.entries(tree)
    .map(([name, value]) => element(name, value))
    .join('')

function element(name: string, value: XmlTree[string]): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) return value.map((item) => element(name, item)).join('')
  const inner = typeof value === 'object' ? children(value) : escapeXml(String(value))
  return `<${name}>${inner}</${name}>`
}

const escapeXml = (text: string): string =>
  text
    .replaceAll(unrepresentable, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;')

const longestDocumentBytes = 2 * 1024 * 1024
const deepest = 6

/** Parses a request document; the values are strings, `unknown` to whoever reads them. */
export function parseXml(text: string): Record<string, unknown> {
  if (text.length > longestDocumentBytes || /<!(DOCTYPE|ENTITY)/i.test(text)) throw malformed()
  try {
    const parser = new XMLParser({
      parseTagValue: false,
      ignoreAttributes: true,
      maxNestedTags: deepest,
    })
    const value: unknown = parser.parse(text, true)
    if (typeof value !== 'object' || value === null) throw malformed()
    return Object.fromEntries(Object.entries(value))
  } catch {
    throw malformed()
  }
}

export const malformed = (): S3Error =>
  new S3Error(
    'MalformedXML',
    'The document is not well-formed or does not have the expected shape.',
  )
