import { leftOut } from '../left-out.ts'
import { checkUtteranceCount } from '../limits.ts'
import { readCaptions } from '../shaping/cue-speakers.ts'
import type { Importer, ParsedTranscript, ParseOptions, Utterance } from '../types.ts'
import { headLines } from './clock.ts'
import { fitUnits } from './json/plausible-units.ts'
import { readTime } from './json/time-values.ts'
import { findColumns, type TableColumns } from './table-columns.ts'
import { readDelimited, readMarkdownTable } from './table-rows.ts'

interface Table {
  rows: string[][]
  columns: TableColumns
  /** Lines outside of the table. */
  otherCount: number
}

const DELIMITERS = [',', ';', '|', '\t'] as const
const SAME_WIDTH_SHARE = 0.85
const MIN_ROWS = 2

/** Whether most rows have the same width; in prose, commas are irregular. */
const isEven = (rows: readonly string[][], width: number): boolean =>
  rows.length >= MIN_ROWS &&
  width > 1 &&
  rows.filter((row) => row.length === width).length >= rows.length * SAME_WIDTH_SHARE

const usualWidth = (rows: readonly string[][]): number => {
  const counts = new Map<number, number>()
  for (const { length } of rows.slice(0, 500)) counts.set(length, (counts.get(length) ?? 0) + 1)
  return [...counts].toSorted((a, b) => b[1] - a[1])[0]?.[0] ?? 0
}

const toTable = (rows: string[][], otherCount: number): Table | null => {
  const width = usualWidth(rows)
  if (!isEven(rows, width)) return null
  const columns = findColumns(rows.filter((row) => row.length === width))
  return columns && { rows, columns, otherCount }
}

const findTable = (text: string): Table | null => {
  const markdown = readMarkdownTable(text)
  const table = markdown && toTable(markdown.rows, markdown.otherCount)
  if (table) return table
  for (const delimiter of DELIMITERS) {
    const found = toTable(readDelimited(text, delimiter), 0)
    if (found) return found
  }
  return null
}

const toUtterances = ({ rows, columns }: Table): { records: Utterance[]; isUnitNamed: boolean } => {
  let isUnitNamed = true
  const timeOf = (row: readonly string[], column: number | null, name: string): number | null => {
    const time = column === null ? null : readTime(row[column], name)
    if (time && !time.isUnitNamed) isUnitNamed = false
    return time === null ? null : Math.round(time.ms)
  }
  const spoken = rows.slice(columns.hasHeader ? 1 : 0)
  const records = spoken.map((row) => ({
    cueId: '',
    speaker: columns.speaker === null ? null : (row[columns.speaker]?.trim() ?? '') || null,
    startMs: timeOf(row, columns.start, columns.startName),
    endMs: timeOf(row, columns.end, columns.endName),
    // A row with one cell too many lacks quotes.
    text: (columns.isTextLast ? row.slice(columns.text) : [row[columns.text] ?? '']).join(', '),
  }))
  return { records, isUnitNamed }
}

const parse = (text: string, options: ParseOptions): ParsedTranscript => {
  const table = findTable(text)
  if (!table)
    return {
      utterances: [],
      cutsSentences: false,
      timesApproximate: false,
      title: null,
      warnings: [],
    }
  checkUtteranceCount(table.rows.length)
  const { records, isUnitNamed } = toUtterances(table)
  const fitted = isUnitNamed ? { records, warnings: [] } : fitUnits(records)
  // Without a column of names, they may precede the words.
  const hasNames = fitted.records.some(({ speaker }) => speaker !== null)
  const read = hasNames ? null : readCaptions(fitted.records, options)
  return {
    utterances: read?.utterances ?? [...fitted.records],
    cutsSentences: false,
    timesApproximate: false,
    title: null,
    warnings: [
      ...fitted.warnings,
      ...(read?.warnings ?? []),
      ...(table.otherCount === 0
        ? []
        : [
            {
              code: 'lines_left_out' as const,
              count: table.otherCount,
              detail: `${leftOut(table.otherCount, 'line')}: what stands outside of the table.`,
            },
          ]),
    ],
  }
}

/** Tables of times, names and words: CSV with commas or semicolons, and Markdown tables. */
export const csvImporter: Importer = {
  format: 'csv',
  label: 'a table (CSV)',
  isLoose: true,
  // Tabs have their own reader, which knows the texts of meeting tools.
  recognise: (text) =>
    findTable(headLines(text).join('\n')) ? (text.slice(0, 1000).includes('\t') ? 0.69 : 0.72) : 0,
  parse,
}
