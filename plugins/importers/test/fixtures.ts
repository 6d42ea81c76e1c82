import type { TranscriptFormat } from '../types.ts'
import { docx, docxOf, documentXml, paragraph } from './docx.ts'

type Turn = [speaker: string | null, startMs: number | null, text: string]

interface Sample {
  name: string
  format: TranscriptFormat
  turns: Turn[]
}
export interface TextSample extends Sample {
  text: string
}
export interface FileSample extends Sample {
  bytes: Uint8Array
}

const ENGLISH: Turn[] = [
  ['Ann Berg', 5_000, 'Good morning, shall we start with the budget?'],
  ['Doe, Jane [NA]', 12_000, 'We start at 9:30. Note: the room is booked.'],
  ['Ann Berg', 65_000, 'Then I will send the plan on Friday.'],
]
const RUSSIAN: Turn[] = [
  ['Ольга Ёлкина', 5_000, 'Доброе утро, коллеги, мы начинаем с бюджета.'],
  ['Пётр Щукин', 12_000, 'В 9:30 у нас склад. Важно: ключи у охраны.'],
  ['Ольга Ёлкина', 65_000, 'Тогда я пришлю план в пятницу.'],
]

const unnamed = (turns: Turn[]): Turn[] => turns.map(([, startMs, text]) => [null, startMs, text])
const untimed = (turns: Turn[]): Turn[] => turns.map(([speaker, , text]) => [speaker, null, text])
const from = (turns: Turn[], startsMs: (number | null)[]): Turn[] =>
  turns.map(([speaker, , text], index) => [speaker, startsMs[index] ?? null, text])

const clock = (ms: number | null, digits: 'short' | 'long'): string => {
  const seconds = Math.floor((ms ?? 0) / 1000)
  const two = (value: number): string => String(value).padStart(2, '0')
  const short = `${Math.floor(seconds / 60)}:${two(seconds % 60)}`
  return digits === 'short' ? short : `00:${short.padStart(5, '0')}`
}
const lines = (turns: Turn[], line: (turn: Turn) => string): string => turns.map(line).join('\n')

const otter = (turns: Turn[]): string =>
  `${lines(turns, ([speaker, ms, text]) => `${speaker === null ? '' : `${speaker}  `}${clock(ms, 'short')}  \n${text}\n`)}\nTranscribed by https://otter.ai\n`
const firefliesText = (turns: Turn[]): string =>
  lines(turns, ([speaker, ms, text]) => `${speaker} - ${clock(ms, 'long').slice(3)}\n${text}\n`)
const tabbed = (turns: Turn[]): string =>
  lines(turns, ([speaker, ms, text]) => `${clock(ms, 'long')}\t${speaker ?? ''}\t${text}`)
const sbv = (turns: Turn[]): string =>
  lines(turns, ([, ms, text]) => `0:${clock(ms, 'long').slice(3)}.000,0:09:00.000\n${text}\n`)

const MEET_FOOTER =
  'Transcription ended after 00:30:30\n\n\nThis editable transcript was computer generated and might contain errors. People can also change the text after it was created.\n'
const MEET_HEAD =
  "Weekly sync (2026-01-02 10:00 GMT) - Transcript\nAttendees\nAnn Berg, Ann Berg's Presentation, Doe Jane, Fireflies.ai Notetaker Bob\nTranscript\n"

const named = (turns: Turn[]): Turn[] =>
  turns.map(([speaker, ms, text]) => [
    speaker === 'Doe, Jane [NA]' ? 'Doe Jane' : speaker,
    ms,
    text,
  ])

const meet = (turns: Turn[], name: (speaker: string | null) => string, heading: string): string => {
  const [first, second, third] = turns.map(([speaker, , text]) => `${name(speaker)} ${text}`)
  return `${heading}00:00:00\n \n${first}\n${second}\n\n${heading}00:05:00\n \n${third}\n`
}
const MEET_STARTS = [0, 0, 300_000]

const plain = (turns: Turn[]): string => lines(turns, ([speaker, , text]) => `${speaker}: ${text}`)

const fireflies = (turns: Turn[], time: (ms: number) => unknown, date: unknown): string =>
  JSON.stringify({
    id: 'x',
    title: 'Weekly sync',
    date,
    duration: 27.5,
    sentences: turns.map(([speaker, ms, text], index) => ({
      index,
      speaker_name: speaker,
      speaker_id: null,
      text,
      raw_text: text,
      start_time: time(ms ?? 0),
      end_time: time((ms ?? 0) + 2000),
    })),
  })
const fathom = (turns: Turn[]): unknown[] =>
  turns.map(([speaker, ms, text]) => ({
    speaker: { display_name: speaker, matched_calendar_invitee_email: null },
    text,
    timestamp: clock(ms, 'long'),
  }))

const numbered = (turns: Turn[]): Turn[] => {
  const names = [...new Set(turns.map(([speaker]) => speaker))]
  return turns.map(([speaker, ms, text]) => [`Speaker ${names.indexOf(speaker)}`, ms, text])
}
const speakerNumber = (speaker: string | null): number => Number(speaker?.slice('Speaker '.length))
const deepgramUtterances = (turns: Turn[]): string =>
  JSON.stringify({
    metadata: { request_id: 'x', channels: 1, duration: 90.5 },
    results: {
      channels: [{ alternatives: [{ transcript: 'all of it', words: [] }] }],
      utterances: numbered(turns).map(([speaker, ms, text]) => ({
        start: (ms ?? 0) / 1000,
        end: (ms ?? 0) / 1000 + 2.5,
        confidence: 0.9,
        channel: 0,
        transcript: text,
        speaker: speakerNumber(speaker),
      })),
    },
  })
const deepgramParagraphs = (turns: Turn[]): string =>
  JSON.stringify({
    results: {
      channels: [
        {
          alternatives: [
            {
              transcript: 'all of it',
              paragraphs: {
                transcript: 'all of it',
                paragraphs: numbered(turns).map(([speaker, ms, text]) => ({
                  sentences: text.split(/(?<=[.?]) /).map((sentence) => ({ text: sentence })),
                  speaker: speakerNumber(speaker),
                  start: (ms ?? 0) / 1000,
                  end: (ms ?? 0) / 1000 + 2.5,
                })),
              },
            },
          ],
        },
      ],
    },
  })

const inBoth = (
  name: string,
  format: TranscriptFormat,
  write: (turns: Turn[]) => string,
  expect: (turns: Turn[]) => Turn[] = (turns) => turns,
): TextSample[] => [
  { name: `${name}, en`, format, text: write(ENGLISH), turns: expect(ENGLISH) },
  { name: `${name}, ru`, format, text: write(RUSSIAN), turns: expect(RUSSIAN) },
]

const meetTurns = (turns: Turn[]): Turn[] => from(named(turns), MEET_STARTS)
const bold = (speaker: string | null): string => `**${speaker}:**`
const colon = (speaker: string | null): string => `${speaker}:`

/** Every text format, in both languages; words, names and moments are the same in all of them. */
export const textSamples: TextSample[] = [
  ...inBoth('Otter', 'otter', otter),
  ...inBoth('Otter without names', 'otter', (turns) => otter(unnamed(turns)), unnamed),
  ...inBoth('Fireflies text', 'fireflies', firefliesText),
  ...inBoth('Zoom text', 'tabbed', tabbed),
  ...inBoth('Kontur Talk', 'tabbed', (turns) => `Время\tСпикер\tТекст\n${tabbed(turns)}\n`),
  ...inBoth('SBV', 'sbv', sbv, unnamed),
  ...inBoth(
    'Meet text',
    'meet',
    (turns) => `${MEET_HEAD}\n${meet(named(turns), colon, '')}${MEET_FOOTER}`,
    meetTurns,
  ),
  ...inBoth(
    'Meet Markdown',
    'meet',
    (turns) =>
      `# Weekly sync\n\n### Attendees\n\nAnn Berg, Doe Jane\n\n### Transcript\n\n${meet(named(turns), bold, '### ')}\n### ${MEET_FOOTER}`,
    meetTurns,
  ),
  ...inBoth(
    'Gemini',
    'meet',
    (turns) =>
      `📝 Notes\nJan 2, 2026\nWeekly sync\nInvited Ann Berg\nSummary\nThe budget was discussed (00:00:05).\n📖 Transcript\nJan 2, 2026\nWeekly sync - Transcript\n${meet(named(turns), colon, '')}${MEET_FOOTER}`,
    meetTurns,
  ),
  ...inBoth('plain', 'plain', plain, untimed),
  ...inBoth('Fireflies JSON', 'fireflies', (turns) =>
    fireflies(turns, (ms) => ms / 1000, 1_767_350_000_000),
  ),
  ...inBoth('Fireflies JSON with strings', 'fireflies', (turns) =>
    fireflies(turns, (ms) => (ms / 1000).toFixed(2), '2026-01-02T10:00:00.000Z'),
  ),
  ...inBoth('Fathom', 'fathom', (turns) => JSON.stringify({ transcript: fathom(turns) })),
  ...inBoth('Fathom, bare', 'fathom', (turns) => JSON.stringify(fathom(turns))),
  ...inBoth('Deepgram utterances', 'deepgram', deepgramUtterances, numbered),
  ...inBoth('Deepgram paragraphs', 'deepgram', deepgramParagraphs, numbered),
]

const TEAMS_HEAD = ['Weekly sync-20260102-Meeting Transcript', '2 January 2026, 10:00am', '27m 42s']

const inBothAsFile = (
  name: string,
  format: TranscriptFormat,
  write: (turns: Turn[]) => Uint8Array,
  expect: (turns: Turn[]) => Turn[] = (turns) => turns,
): FileSample[] => [
  { name: `${name}, en`, format, bytes: write(ENGLISH), turns: expect(ENGLISH) },
  { name: `${name}, ru`, format, bytes: write(RUSSIAN), turns: expect(RUSSIAN) },
]

const blocks = (turns: Turn[], write: (turn: Turn) => string): string[] => turns.map(write)
const short = (ms: number | null): string => `0:${clock(ms, 'short')}.100`
const range = (ms: number | null): string => `${short(ms)} --> ${short((ms ?? 0) + 4_000)}`
const tenthLater = (turns: Turn[]): Turn[] =>
  turns.map(([speaker, ms, text]) => [speaker, (ms ?? 0) + 100, text])

const table = (turns: Turn[]): Uint8Array => {
  const cell = (text: string): string => `<w:tc><w:tcPr/>${paragraph(text)}</w:tc>`
  const rows = turns.map(
    ([speaker, ms, text]) =>
      `<w:tr>${cell(clock(ms, 'long'))}${cell(speaker ?? '')}${cell(text)}</w:tr>`,
  )
  return docxOf(documentXml(`<w:tbl>${rows.join('')}</w:tbl><w:p/>`))
}

/** Every layout that comes as a Word document. */
export const fileSamples: FileSample[] = [
  ...inBothAsFile('Teams DOCX', 'teams', (turns) =>
    docx([
      ...TEAMS_HEAD,
      'Ann Berg started transcription',
      ...blocks(turns, ([name, ms, text]) => `${name}   ${clock(ms, 'short')}\n${text}`),
      'Ann Berg stopped transcription',
    ]),
  ),
  ...inBothAsFile('Teams DOCX with tabs', 'teams', (turns) =>
    docx(turns.flatMap(([name, ms, text]) => [`${name}\t${clock(ms, 'short')}`, text])),
  ),
  ...inBothAsFile(
    'Teams DOCX of old',
    'teams',
    (turns) => docx(blocks(turns, ([name, ms, text]) => `${range(ms)}\n${name}\n${text}`)),
    tenthLater,
  ),
  ...inBothAsFile('Teams DOCX of old with single times', 'teams', (turns) =>
    docx(turns.flatMap(([name, ms, text]) => [clock(ms, 'short'), name ?? '', text, ''])),
  ),
  ...inBothAsFile(
    'Teams DOCX without names',
    'teams',
    (turns) => docx(turns.flatMap(([, ms, text]) => [range(ms), text])),
    (turns) => unnamed(tenthLater(turns)),
  ),
  ...inBothAsFile(
    'Meet DOCX',
    'meet',
    (turns) =>
      docx([
        ...MEET_HEAD.trim().split('\n'),
        ...meet(named(turns), colon, '').split('\n'),
        ...MEET_FOOTER.split('\n'),
      ]),
    meetTurns,
  ),
  ...inBothAsFile('Fireflies DOCX', 'fireflies', (turns) => docx(firefliesText(turns).split('\n'))),
  ...inBothAsFile('Otter DOCX', 'otter', (turns) => docx(otter(turns).split('\n'))),
  ...inBothAsFile('a table in a DOCX', 'tabbed', table),
  ...inBothAsFile('names in a DOCX', 'plain', (turns) => docx(plain(turns).split('\n')), untimed),
]
