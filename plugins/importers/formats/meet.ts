import { leftOut } from '../left-out.ts'
import { ImportError } from '../import-error.ts'
import { checkUtteranceCount } from '../limits.ts'
import { readKnownNames } from '../shaping/known-names.ts'
import { splitAtLabel } from '../shaping/label-shape.ts'
import { findSpeakerLabels, type SpeakerLabels, takeLabel } from '../shaping/speaker-labels.ts'
import { warnOfUnclearLabels } from '../shaping/unclear-labels.ts'
import type {
  Importer,
  ImportWarning,
  ParsedTranscript,
  ParseOptions,
  Utterance,
} from '../types.ts'
import { headLines, readClock, splitLines } from './clock.ts'

const ATTENDEES = /^(?:attendees|участники)$/i
const TRANSCRIPT = /^(?:📖\s*)?(?:transcript|расшифровка|транскрипт|стенограмма)$/iu
const GEMINI_NOTES = /^📝\s*(?:notes|заметки)$/iu
const GEMINI_TRANSCRIPT = /^📖\s*(?:transcript|расшифровка|транскрипт|стенограмма)$/iu
const FOOTERS = [
  /^(?:transcription|meeting) ended after \d{1,3}:\d{2}/i,
  /^(?:транскрибирование|расшифровка|запись|встреча)\s\S{0,20}\s?(?:через|после) \d{1,3}:\d{2}/i,
  /^this editable transcript was computer generated/i,
  /^people can also change the text after it was created/i,
  /^(?:эта|этот) \S{0,30}\s?(?:расшифровка|транскрипт|текст) \S{0,20}\s?создан/i,
]
const HEADING_TIME = /^\d{1,3}:\d{2}:\d{2}$/
const MAX_MARK_CHARS = 200

/** Markdown exports format headings and notices with `###`, `**`, `_`; in speech only the name is bold. */
const withoutMarkdown = (line: string): string =>
  line
    .slice(0, MAX_MARK_CHARS)
    .replace(/^[#>•\s*_-]{1,20}/u, '')
    .replace(/[\s*_]{1,20}$/, '')

type Mark = 'attendees' | 'transcript' | 'footer' | 'time' | 'notes'

const readMark = (line: string): Mark | null => {
  if (line.length > MAX_MARK_CHARS * 2) return null
  const mark = withoutMarkdown(line)
  if (HEADING_TIME.test(mark)) return 'time'
  if (ATTENDEES.test(mark)) return 'attendees'
  if (GEMINI_NOTES.test(mark)) return 'notes'
  if (TRANSCRIPT.test(mark)) return 'transcript'
  return FOOTERS.some((footer) => footer.test(mark)) ? 'footer' : null
}

/** A thousand names, the most that Meet admits. */
const MAX_ATTENDEES_CHARS = 50_000

/** Presentations and bots are listed as attendees but are not people. */
const NOT_A_PERSON = /['’]s presentation$|^презентация\s|notetaker|note taker|\bnotes? bot\b/i

const readAttendees = (line: string): string[] =>
  line
    .slice(0, MAX_ATTENDEES_CHARS)
    .split(',')
    .map((name) => withoutMarkdown(name).trim())
    .filter((name) => name !== '' && !NOT_A_PERSON.test(name))

interface DocumentLine {
  text: string
  headingMs: number | null
  startsParagraph: boolean
  /** In the file, from 1. */
  number: number
}

interface Document {
  title: string | null
  attendees: string[]
  lines: DocumentLine[]
  leftOutCount: number
}

/** Everything above the transcript's heading is about the meeting: title, date, attendees, notes. */
const takeBody = (lines: string[]): { head: string[]; body: string[]; from: number } => {
  const start = lines.findIndex((line) => GEMINI_TRANSCRIPT.test(withoutMarkdown(line)))
  const heading = start === -1 ? lines.findIndex((line) => readMark(line) === 'transcript') : start
  return heading === -1
    ? { head: [], body: lines, from: 0 }
    : { head: lines.slice(0, heading), body: lines.slice(heading + 1), from: heading + 1 }
}

const readDocument = (text: string): Document => {
  const { head, body, from } = takeBody(splitLines(text))
  const document: Document = { title: null, attendees: [], lines: [], leftOutCount: 0 }
  let previous: Mark | null = null
  for (const line of head) {
    if (line.trim() === '') continue
    const mark = readMark(line)
    if (previous === 'attendees' && mark === null) document.attendees = readAttendees(line)
    else if (mark === null && document.title === null) document.title = withoutMarkdown(line)
    else if (mark === null) document.leftOutCount += 1
    previous = mark
  }
  let headingMs: number | null = null
  let startsParagraph = true
  for (const [index, line] of body.entries()) {
    if (line.trim() === '') {
      startsParagraph = true
      continue
    }
    const mark = readMark(line)
    if (previous === 'attendees' && mark === null) {
      document.attendees = readAttendees(line)
    } else if (mark === null) {
      document.lines.push({
        text: line.trim(),
        headingMs,
        startsParagraph,
        number: from + index + 1,
      })
      checkUtteranceCount(document.lines.length)
    } else if (mark === 'time') headingMs = readClock(withoutMarkdown(line))
    startsParagraph = mark !== null
    previous = mark
  }
  return document
}

/** The lines above the first turn are the document's title and date. */
const takeHead = (document: Document, labels: SpeakerLabels): Document => {
  const firstTurn = document.lines.findIndex((line) => takeLabel(line.text, labels).speaker)
  if (firstTurn < 1) return document
  const head = document.lines.slice(0, firstTurn)
  if (head.some(({ text, headingMs }) => text.length > MAX_MARK_CHARS || headingMs !== null)) {
    return document
  }
  return {
    ...document,
    title: document.title ?? withoutMarkdown(head[0]?.text ?? ''),
    lines: document.lines.slice(firstTurn),
    leftOutCount: document.leftOutCount + firstTurn - (document.title === null ? 1 : 0),
  }
}

const readTurns = (
  lines: Document['lines'],
  labels: SpeakerLabels,
  unclear: ReadonlySet<DocumentLine>,
): Utterance[] => {
  const turns: (Utterance & { lines: string[] })[] = []
  for (const line of lines) {
    const { headingMs } = line
    const isUnclear = unclear.has(line)
    const { speaker, text: words } = isUnclear
      ? { speaker: null, text: line.text }
      : takeLabel(line.text, labels)
    const last = turns.at(-1)
    const goesOn = speaker === null && !isUnclear
    if (goesOn && last && last.startMs === headingMs) last.lines.push(words)
    else {
      turns.push({
        cueId: '',
        speaker: goesOn ? (last?.speaker ?? null) : speaker,
        startMs: headingMs,
        endMs: null,
        text: '',
        lines: [words],
      })
    }
  }
  return turns.map(({ lines, ...turn }) => ({ ...turn, text: lines.join('\n') }))
}

const onlyNotes = (): ImportError =>
  new ImportError(
    'transcript_unrecognised',
    'notes_only',
    'These are the notes that Gemini wrote of a meeting, without the transcript: a summary, not what people said. In the document open the tab 📖 Transcript, and export that.',
    { expected: ['a Google Meet document with the part “📖 Transcript”'] },
  )

const warnOfHead = (count: number): ImportWarning[] =>
  count === 0
    ? []
    : [
        {
          code: 'lines_left_out',
          count,
          detail: `${leftOut(count, 'line')}: what stands above the transcript (date, people invited, notes).`,
        },
      ]

const parse = (text: string, { isKnown }: ParseOptions): ParsedTranscript => {
  const document = readDocument(text)
  const isListed = readKnownNames({ participants: document.attendees, directory: [] })
  const labels = findSpeakerLabels(
    document.lines.map((line, index) => ({
      text: line.text,
      startsParagraph: line.startsParagraph,
      above: document.lines[index - 1]?.text ?? '',
    })),
    { mayBeList: false, isKnown: (label) => isListed(label) || isKnown(label) },
  )
  const spoken = takeHead(document, labels)
  const unclear = new Set(document.lines.filter((_, index) => labels.unclear.has(index)))
  const utterances = readTurns(spoken.lines, labels, unclear)
  const hasNotes = headLines(text).some((line) => readMark(line) === 'notes')
  if (hasNotes && !utterances.some(({ speaker }) => speaker !== null)) throw onlyNotes()
  const isTimed = utterances.some(({ startMs }) => startMs !== null)
  return {
    utterances,
    cutsSentences: false,
    timesApproximate: isTimed,
    title: spoken.title,
    warnings: [
      ...warnOfUnclearLabels(
        spoken.lines
          .filter((line) => unclear.has(line))
          .map((line) => ({ text: line.text, line: line.number, startMs: null })),
      ),
      ...warnOfHead(spoken.leftOutCount),
    ],
  }
}

const TAIL_CHARS = 4000

const recognise = (text: string): number => {
  const lines = [...headLines(text), ...splitLines(text.slice(-TAIL_CHARS))]
  const marks = new Set(lines.map(readMark))
  if (marks.has('notes')) return 0.75
  const count = ['attendees', 'transcript', 'footer', 'time'].filter((mark) =>
    marks.has(mark as Mark),
  ).length
  if (count >= 2 && lines.some((line) => splitAtLabel(line))) return 0.75
  return 0
}

/**
 * Google Meet's transcript as text, DOCX or Markdown. Times appear only every few minutes; each turn gets the time of
 * the heading above it, the latest known moment before it.
 */
export const meetImporter: Importer = {
  format: 'meet',
  label: 'a Google Meet transcript',
  isLoose: true,
  recognise,
  parse,
}
