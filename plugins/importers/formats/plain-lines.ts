import { checkUtteranceCount } from '../limits.ts'
import { splitLines } from './clock.ts'

export interface PlainLine {
  text: string
  /** Below a blank line, a heading or a rule. */
  startsParagraph: boolean
  /** In the file, from 1. */
  number: number
}

export interface PlainDocument {
  title: string | null
  lines: PlainLine[]
  /** Headings, rules, bare links and bare times, which are not speech. */
  leftOutCount: number
}

const HEADING = /^[ \t]{0,3}#{1,6}[ \t]+(\S.*)$/
const RULE = /^[ \t]*(?:[-*_=][ \t]?){3,200}$/
const BARE_LINK = /^[ \t]*<?https?:\/\/\S{1,2000}>?[ \t]*$/
const BARE_TIME = /^[ \t]*[[(]?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?[\])]?[ \t]*$/
const MAX_FRONT_MATTER_LINES = 200

const unquote = (value: string): string => value.trim().replace(/^(["'])(.*)\1$/, '$2')

/** Removes YAML front matter and returns its title. */
const takeFrontMatter = (lines: string[]): { title: string | null; from: number } => {
  if (lines[0]?.trim() !== '---') return { title: null, from: 0 }
  const length = lines.slice(1, MAX_FRONT_MATTER_LINES).findIndex((line) => line.trim() === '---')
  if (length === -1) return { title: null, from: 0 }
  const title = lines.slice(1, length + 1).find((line) => line.startsWith('title:'))
  return {
    title: title === undefined ? null : unquote(title.slice('title:'.length)) || null,
    from: length + 2,
  }
}

/** Splits a text into lines of speech; the title comes from the front matter or the first heading. */
export function readPlainLines(text: string): PlainDocument {
  const all = splitLines(text)
  const { title, from } = takeFrontMatter(all)
  const document: PlainDocument = { title, lines: [], leftOutCount: 0 }
  let startsParagraph = true
  for (const [index, line] of all.slice(from).entries()) {
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
      document.lines.push({ text: line.trim(), startsParagraph, number: from + index + 1 })
      checkUtteranceCount(document.lines.length)
      startsParagraph = false
    }
  }
  return document
}
