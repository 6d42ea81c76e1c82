import { leftOut } from '../left-out.ts'
import { checkUtteranceCount } from '../limits.ts'
import { type UnclearLine, warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type { Importer, ImportWarning, ParsedTranscript, Utterance } from '../types.ts'
import { headLines, readClock, splitLines } from './clock.ts'

interface Row {
  times: number[]
  /** The time includes hours, so a time of day can be distinguished from a position in the recording. */
  hasHours: boolean
  name: string | null
  text: string
}

const TIME = /^[[(]?(\d{1,3}(?::\d{2}){1,2}(?:[.,]\d{1,3})?)[\])]?$/
const MAX_NAME_CHARS = 120

/** The first words of a recording come within minutes; a time of day is later. */
const LATEST_FIRST_MS = { minutes: 5 * 60_000, hours: 60 * 60_000 }

const readTimeCell = (cell: string): number | null => {
  const [, time = ''] = TIME.exec(cell.slice(0, 20).trim()) ?? []
  return cell.length > 20 ? null : readClock(time)
}

/** A time before or after the name, then the words; further columns belong to the words. */
const readRow = (line: string): Row | null => {
  if (!line.includes('\t')) return null
  const cells = line.split('\t').map((cell) => cell.trim())
  const times: number[] = []
  let name: string | null = null
  let at = 0
  let hasHours = false
  const takeTimes = (): void => {
    while (times.length < 2) {
      const timeMs = readTimeCell(cells[at] ?? '')
      if (timeMs === null) return
      hasHours ||= (cells[at]?.split(':').length ?? 0) > 2
      times.push(timeMs)
      at += 1
    }
  }
  takeTimes()
  const isNameLast = times.length > 0
  if (cells.length - at > 1 && (cells[at] ?? '').length <= MAX_NAME_CHARS) {
    name = cells[at] || null
    at += 1
  }
  if (!isNameLast) takeTimes()
  if (times.length === 0) return null
  return { times, hasHours, name, text: cells.slice(at).join(' ') }
}

const startOf = (row: Row | undefined): number => row?.times[0] ?? 0

/** A column of times that begins hours into the day holds times of day. */
const areClockTimes = (rows: readonly Row[]): boolean => {
  const [first] = rows
  return startOf(first) > (first?.hasHours ? LATEST_FIRST_MS.hours : LATEST_FIRST_MS.minutes)
}

interface Table {
  rows: Row[]
  headCount: number
  untimed: UnclearLine[]
}

/**
 * A row without a readable time is a row of its own, as is a line with a time whose tabs became spaces; continued text
 * begins the line or is indented.
 */
const isUntimedRow = (line: string): boolean =>
  /^[^\t]{1,120}\t[^\t]/.test(line) ||
  /^[[(]?\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,3})?)?[\])]?\s+\S/.test(line)

const readTable = (text: string): Table => {
  const table: Table = { rows: [], headCount: 0, untimed: [] }
  for (const [index, line] of splitLines(text).entries()) {
    if (line.trim() === '') continue
    const row = readRow(line)
    const last = table.rows.at(-1)
    if (row) {
      table.rows.push(row)
      checkUtteranceCount(table.rows.length)
    } else if (last && isUntimedRow(line)) {
      table.untimed.push({ text: line, line: index + 1, startMs: null })
      table.rows.push({ times: [], hasHours: false, name: null, text: line })
    } else if (last) last.text = `${last.text}\n${line}`
    else table.headCount += 1
  }
  return table
}

const toUtterance = ({ times, name, text }: Row, isClock: boolean): Utterance => ({
  cueId: '',
  speaker: name?.replace(/[:：]$/, '') ?? null,
  startMs: isClock ? null : (times[0] ?? null),
  endMs: isClock ? null : (times[1] ?? null),
  text,
})

const parse = (text: string): ParsedTranscript => {
  const { rows, headCount, untimed } = readTable(text)
  const isClock = areClockTimes(rows)
  const warnings: ImportWarning[] = warnOfUnclearLabels(untimed)
  if (headCount > 0) {
    warnings.push({
      code: 'lines_left_out',
      count: headCount,
      detail: `${leftOut(headCount, 'line')}: what stands above the first row with a time.`,
    })
  }
  if (isClock) {
    warnings.push({
      code: 'times_left_out',
      detail: 'The times in the text are not places in a recording, so they were left out.',
    })
  }
  return {
    utterances: rows.map((row) => toUtterance(row, isClock)),
    cutsSentences: false,
    timesApproximate: false,
    title: null,
    warnings,
  }
}

const ROW_SHARE = 0.5

const recognise = (text: string): number => {
  const lines = headLines(text).filter((line) => line.trim() !== '')
  const rows = lines.map(readRow).filter((row) => row !== null && row.text !== '')
  return rows.length > 0 && rows.length >= lines.length * ROW_SHARE ? 0.7 : 0
}

/** Rows of time, name and words separated by tabs: the text of Zoom and of Kontur Talk. */
export const tabbedImporter: Importer = {
  format: 'tabbed',
  label: 'text separated by tabs',
  isLoose: true,
  recognise,
  parse,
}
