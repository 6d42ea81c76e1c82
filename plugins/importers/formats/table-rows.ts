import { splitLines } from './clock.ts'

/** Parses separated values (RFC 4180): quoted cells may contain the separator, line breaks and doubled quotes. */
export function readDelimited(text: string, delimiter: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let isQuoted = false
  const endCell = (): void => {
    row.push(cell.trim())
    cell = ''
  }
  const endRow = (): void => {
    endCell()
    if (row.some((one) => one !== '')) rows.push(row)
    row = []
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') {
        cell += '"'
        at += 1
      } else isQuoted = false
    } else if (char === '"' && cell.trim() === '') {
      cell = ''
      isQuoted = true
    } else if (char === delimiter) endCell()
    else if (char === '\n' || char === '\r') endRow()
    else cell += char
  }
  endRow()
  return rows
}

const ROW = /^\s*\|(.*)\|\s*$/
const RULE = /^\s*\|(?:\s*:?-{2,}:?\s*\|)+\s*$/
const ROW_SHARE = 0.6

/** Reads a Markdown table; null when the text has none or contains more than a table. */
export function readMarkdownTable(text: string): { rows: string[][]; otherCount: number } | null {
  const lines = splitLines(text).filter((line) => line.trim() !== '')
  const inner = lines
    .filter((line) => !RULE.test(line))
    .flatMap((line) => ROW.exec(line)?.[1] ?? [])
  if (inner.length < 2 || inner.length < lines.length * ROW_SHARE) return null
  const rows = inner.map((line) =>
    line.split(/(?<!\\)\|/).map((cell) => cell.replaceAll(/\\\|/g, '|').trim()),
  )
  const ruleCount = lines.filter((line) => RULE.test(line)).length
  return { rows, otherCount: lines.length - inner.length - ruleCount }
}
