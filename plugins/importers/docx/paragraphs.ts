import { decodeXML } from 'entities'

/** Why an XML text cannot be read: it has a DOCTYPE, or it is truncated. */
export type XmlFault = 'doctype' | 'cut off'

/** Elements whose text is not part of the visible document: fallbacks for old readers, tab stops, deletions. */
const SKIPPED = new Set(['mc:Fallback', 'w:pPr', 'w:del', 'w:moveFrom'])

/** Collects lines: paragraphs and breaks outside of tables, one line for each table row. */
class Lines {
  readonly done: string[] = []
  private line: string[] = []
  private rowDepth = 0
  private isCellOpen = false

  add(text: string): void {
    this.line.push(text)
  }

  endLine(): void {
    if (this.rowDepth > 0) {
      this.line.push(' ')
      return
    }
    this.done.push(this.line.join(''))
    this.line = []
  }

  startRow(): void {
    if (this.rowDepth === 0 && this.line.length > 0) this.endLine()
    this.rowDepth += 1
    this.isCellOpen = false
  }

  startCell(): void {
    if (this.isCellOpen && this.rowDepth === 1) this.line.push('\t')
    this.isCellOpen = true
  }

  endRow(): void {
    if (this.rowDepth === 0) return
    this.rowDepth -= 1
    if (this.rowDepth === 0) this.endLine()
  }

  finish(): string[] {
    this.rowDepth = 0
    if (this.line.length > 0) this.endLine()
    return this.done
  }
}

const open = (lines: Lines, name: string): void => {
  if (name === 'w:tab') lines.add('\t')
  else if (name === 'w:br' || name === 'w:cr') lines.endLine()
  else if (name === 'w:noBreakHyphen') lines.add('-')
  else if (name === 'w:tr') lines.startRow()
  else if (name === 'w:tc') lines.startCell()
}

const close = (lines: Lines, name: string): void => {
  if (name === 'w:p') lines.endLine()
  else if (name === 'w:tr') lines.endRow()
}

const [TAB, LINE_FEED, RETURN, SPACE, BANG, SLASH, GREATER, QUESTION] = [
  9, 10, 13, 32, 33, 47, 62, 63,
]

const NO_ELEMENT = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const

/** Where a comment, CDATA section or processing instruction ends; null for a DOCTYPE. */
const endOfMarkup = (xml: string, at: number): number | null => {
  for (const [opening, closing] of NO_ELEMENT) {
    if (!xml.startsWith(opening, at)) continue
    const end = xml.indexOf(closing, at + opening.length)
    return end === -1 ? xml.length : end + closing.length
  }
  return null
}

const endsName = (code: number): boolean =>
  code === SPACE ||
  code === GREATER ||
  code === SLASH ||
  code === TAB ||
  code === LINE_FEED ||
  code === RETURN

const MAX_NAME_CHARS = 20

const readName = (xml: string, from: number): string => {
  let end = from
  while (end < from + MAX_NAME_CHARS && !endsName(xml.charCodeAt(end))) end += 1
  return xml.slice(from, end)
}

/**
 * Reads the text of a WordprocessingML document (ECMA-376, part 1, 17.2 to 17.4) line by line: a paragraph is a line, a
 * break ends one, and the cells of a table row are on one line separated by tabs. One pass, whatever the nesting;
 * entities of a DOCTYPE are never expanded.
 */
export function readParagraphs(xml: string): string[] | XmlFault {
  const lines = new Lines()
  let skipDepth = 0
  let textStart: number | null = null
  let at = xml.indexOf('<')
  while (at !== -1) {
    const code = xml.charCodeAt(at + 1)
    if (code === BANG || code === QUESTION) {
      const markupEnd = endOfMarkup(xml, at)
      if (markupEnd === null) return 'doctype'
      at = xml.indexOf('<', markupEnd)
      continue
    }
    const end = xml.indexOf('>', at)
    if (end === -1) return 'cut off'
    const isClosing = code === SLASH
    const isEmpty = xml.charCodeAt(end - 1) === SLASH
    const name = readName(xml, isClosing ? at + 2 : at + 1)
    if (SKIPPED.has(name)) {
      if (!isEmpty) skipDepth = Math.max(0, skipDepth + (isClosing ? -1 : 1))
    } else if (skipDepth === 0) {
      if (name === 'w:t') {
        if (isClosing && textStart !== null) lines.add(decodeXML(xml.slice(textStart, at)))
        textStart = isClosing || isEmpty ? null : end + 1
      } else if (isClosing) close(lines, name)
      else open(lines, name)
    }
    at = xml.indexOf('<', end + 1)
  }
  return /<\/w:document>\s*$/.test(xml.slice(-200)) ? lines.finish() : 'cut off'
}
