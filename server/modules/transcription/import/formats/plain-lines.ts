import { checkUtteranceCount } from '../limits.ts'

export interface PlainLine {
  text: string
  /** Begins a paragraph: a blank line, a heading or a rule stands above it. */
  startsParagraph: boolean
}

export interface PlainDocument {
  title: string | null
  lines: PlainLine[]
  /** Headings, rules, bare links and bare times, which nobody said. */
  leftOutCount: number
}

const HEADING = /^[ \t]{0,3}#{1,6}[ \t]+(\S.*)$/
const RULE = /^[ \t]*(?:[-*_=][ \t]?){3,200}$/
const BARE_LINK = /^[ \t]*<?https?:\/\/\S{1,2000}>?[ \t]*$/
const BARE_TIME = /^[ \t]*[[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?[ \t]*$/
const MAX_FRONT_MATTER_LINES = 200

const unquote = (value: string): string => value.trim().replace(/^(["'])(.*)\1$/, '$2')

/** Takes YAML front matter off; of it only the title is of use. */
const takeFrontMatter = (lines: string[]): { title: string | null; body: string[] } => {
  if (lines[0]?.trim() !== '---') return { title: null, body: lines }
  const length = lines.slice(1, MAX_FRONT_MATTER_LINES).findIndex((line) => line.trim() === '---')
  if (length === -1) return { title: null, body: lines }
  const title = lines.slice(1, length + 1).find((line) => line.startsWith('title:'))
  return {
    title: title === undefined ? null : unquote(title.slice('title:'.length)) || null,
    body: lines.slice(length + 2),
  }
}

/** Splits a text into lines of speech; the title is that of its front matter or of its first heading. */
export function readPlainLines(text: string): PlainDocument {
  const { title, body } = takeFrontMatter(text.replace(/\r\n?|[\u2028\u2029]/g, '\n').split('\n'))
  const document: PlainDocument = { title, lines: [], leftOutCount: 0 }
  let startsParagraph = true
  for (const line of body) {
    if (line === '') {
      startsParagraph = true
      continue
    }
    const heading = HEADING.exec(line)
    if (heading && document.title === null && document.lines.length === 0) {
      document.title = heading[1]?.trim() ?? null
    }
    if (heading || RULE.test(line) || BARE_LINK.test(line) || BARE_TIME.test(line)) {
      document.leftOutCount += 1
      startsParagraph = true
    } else if (line.trim() === '') startsParagraph = true
    else {
      document.lines.push({ text: line.trim(), startsParagraph })
      checkUtteranceCount(document.lines.length)
      startsParagraph = false
    }
  }
  return document
}
