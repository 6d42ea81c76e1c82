import { readTime } from './json/time-values.ts'

export interface TableColumns {
  hasHeader: boolean
  speaker: number | null
  start: number | null
  end: number | null
  text: number
  isTextLast: boolean
  /** The header of the time column, which may name a unit. */
  startName: string
  endName: string
}

/** Column headers of tools in several languages. */
const HEADS: Record<'speaker' | 'start' | 'end' | 'text', RegExp> = {
  speaker:
    /^(?:speaker|name|who|participant|person|author|user|sprecher|intervenant|locuteur|hablante|orador|спикер|говорящий|имя|участник|кто|说话人|发言人|話者|発言者|화자)/iu,
  start:
    /^(?:start|begin|from|in\b|time|timestamp|timecode|offset|anfang|beginn|zeit|début|inicio|tiempo|начало|время|таймкод|с$|时间|開始|開始時間|时间戳|시작)/iu,
  end: /^(?:end|stop|to\b|out\b|until|ende|fin\b|конец|окончание|по$|结束|終了|종료)/iu,
  text: /^(?:text|transcript|words?|content|sentence|utterance|caption|message|said|speech|body|wortlaut|texte|texto|текст|слова|реплика|фраза|расшифровка|内容|文本|テキスト|発言|내용)/iu,
}

type Role = keyof typeof HEADS

const readHeader = (row: readonly string[]): Map<Role, number> => {
  const found = new Map<Role, number>()
  for (const [at, cell] of row.entries()) {
    const words = cell.replaceAll(/[_-]/g, ' ').trim()
    for (const role of ['text', 'end', 'start', 'speaker'] as const) {
      if (!found.has(role) && HEADS[role].test(words)) {
        found.set(role, at)
        break
      }
    }
    // `Speaker Name`, `End Time` and `Transcript Text` match above; `Words per minute` is a number.
  }
  return found
}

const TIME_SHARE = 0.85

const timesOf = (rows: readonly string[][], column: number): number[] =>
  rows.flatMap((row) => readTime(row[column], '')?.ms ?? [])

/** Nearly all cells are times, in ascending order. */
const isTimeColumn = (rows: readonly string[][], column: number): boolean => {
  const times = timesOf(rows, column)
  const rising = times.filter((ms, at) => ms >= (times[at - 1] ?? 0)).length
  return (
    times.length >= rows.length * TIME_SHARE &&
    rising >= times.length * TIME_SHARE &&
    new Set(times).size > times.length / 2
  )
}

const average = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length)

const cellsOf = (rows: readonly string[][], column: number): string[] =>
  rows.map((row) => row[column] ?? '').filter((cell) => cell !== '')

const MAX_NAME_CHARS = 60
const MIN_TEXT_CHARS = 8

/** Short cells that repeat. */
const isNameColumn = (rows: readonly string[][], column: number): boolean => {
  const cells = cellsOf(rows, column)
  return (
    cells.length >= rows.length / 2 &&
    cells.every((cell) => cell.length <= MAX_NAME_CHARS) &&
    cells.some((cell) => /[\p{L}\p{Extended_Pictographic}]/u.test(cell)) &&
    new Set(cells).size < Math.max(2, cells.length)
  )
}

const findByContent = (rows: readonly string[][]): Map<Role, number> | null => {
  const width = rows[0]?.length ?? 0
  const columns = Array.from({ length: width }, (_, at) => at)
  const times = columns.filter((at) => isTimeColumn(rows, at))
  const [start, end] = times
  if (start === undefined) return null
  const others = columns.filter((at) => !times.includes(at))
  const text = others.toSorted(
    (a, b) =>
      average(cellsOf(rows, b).map(({ length }) => length)) -
      average(cellsOf(rows, a).map(({ length }) => length)),
  )[0]
  if (text === undefined) return null
  if (average(cellsOf(rows, text).map(({ length }) => length)) < MIN_TEXT_CHARS) return null
  const found = new Map<Role, number>([
    ['start', start],
    ['text', text],
  ])
  if (end !== undefined) found.set('end', end)
  const speaker = others.find((at) => at !== text && isNameColumn(rows, at))
  if (speaker !== undefined) found.set('speaker', speaker)
  return found
}

/** Assigns columns by their headers, else by their content. Null when the rows are not a transcript. */
export function findColumns(rows: readonly string[][]): TableColumns | null {
  const [head = [], ...body] = rows
  const header = readHeader(head)
  const isHeader =
    header.has('text') &&
    (header.has('speaker') || header.has('start')) &&
    head.every((cell) => cell.length <= MAX_NAME_CHARS && readTime(cell, '') === null)
  const found = isHeader ? header : findByContent(body.length > 1 ? body : rows)
  const text = found?.get('text')
  if (!found || text === undefined) return null
  const start = found.get('start') ?? null
  const end = found.get('end') ?? null
  const hasHeader = isHeader || (start !== null && readTime(head[start], '') === null)
  return {
    hasHeader,
    speaker: found.get('speaker') ?? null,
    start,
    end,
    text,
    isTextLast: text === head.length - 1,
    startName: (hasHeader && start !== null ? head[start] : '') ?? '',
    endName: (hasHeader && end !== null ? head[end] : '') ?? '',
  }
}
