import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'
import { docx } from './test/docx.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const read = (text: string) => parseTranscript(bytes(text))
const rows = (text: string) =>
  read(text).segments.map(({ speaker, startMs, text: words }) => [speaker, startMs, words])
const codes = (text: string) => read(text).warnings.map(({ code }) => code)

type Turn = [name: string, time: string, words: string]
const TURNS: Turn[] = [
  ['Ines Vogel', '0:04', 'We keep the smaller hall.'],
  ['Tomas Lind', '0:19', 'Then I ask the caretaker.'],
  ['Ines Vogel', '1:02', 'Who orders the shelves?'],
  ['Bo', '1:10', 'I do.'],
  ['Tomas Lind', '1:15', 'Good.'],
]
const STARTS = [4_000, 19_000, 62_000, 70_000, 75_000]

const FORMS: Record<string, (turn: Turn) => string> = {
  'name, then time': ([name, time, words]) => `${name}\n${time}\n${words}\n`,
  'name, then time, without blank lines': ([name, time, words]) => `${name}\n${time}\n${words}`,
  'name, then time, with blank lines between': (turn) => `${turn.join('\n\n')}\n`,
  'time, then name': ([name, time, words]) => `${time}\n${name}\n${words}\n`,
  'name (time)': ([name, time, words]) => `${name} (${time})\n${words}\n`,
  'name [time]': ([name, time, words]) => `${name} [${time}]\n${words}`,
  'name, time': ([name, time, words]) => `${name}, ${time}\n${words}\n`,
  'name | time': ([name, time, words]) => `${name} | ${time}\n${words}\n`,
  'name time': ([name, time, words]) => `${name} ${time}\n${words}\n`,
  '[time] name': ([name, time, words]) => `[${time}] ${name}\n${words}\n`,
  'time name': ([name, time, words]) => `${time} ${name}\n${words}`,
  'time - name': ([name, time, words]) => `${time} - ${name}\n  ${words}\n`,
  '[time name]': ([name, time, words]) => `[${time} ${name}]\n${words}\n`,
}
const forms = Object.entries(FORMS)
const write = (dress: (turn: Turn) => string, turns: readonly Turn[]) => turns.map(dress).join('\n')

describe.each(forms)('%s above the words', (_, dress) => {
  test('gives each turn its name and time', () => {
    const expected = TURNS.map(([name, , words], at) => [name, STARTS[at] ?? null, words])
    expect(rows(write(dress, TURNS))).toEqual(expected)
    expect(codes(write(dress, TURNS))).toEqual([])
    const { segments } = parseTranscript(docx(write(dress, TURNS).split('\n')))
    expect(segments.map(({ speaker }) => speaker)).toEqual(TURNS.map(([name]) => name))
  })

  test.each(['the trainee', 'голос из зала', 'Guest: Lumen', 'who was that?', '🦊', 'Bo!', 'Note'])(
    '“%s” in a name’s place never gives its words to the speaker before',
    (label) => {
      const odd: Turn[] = TURNS.with(3, [label, '1:10', 'I do.'])
      const { segments, warnings } = read(write(dress, odd))
      const said = segments.find(({ text: words }) => words.includes('I do.'))
      const isWarned = warnings.some(({ code }) => code === 'labels_unclear')
      expect([said?.speaker ?? null, isWarned]).toEqual(
        said?.speaker === label ? [label, false] : [null, true],
      )
      expect(segments.filter(({ speaker }) => speaker === 'Ines Vogel')).toHaveLength(2)
      expect(segments.filter(({ speaker }) => speaker === 'Tomas Lind')).toHaveLength(2)
    },
  )

  test('reads names beside times of the day, and leaves those out', () => {
    const times = ['10:02 AM', '10:03 AM', '10:03 AM', '10:58 AM', '1:04 PM']
    const clock = TURNS.map(([name, , words], at): Turn => [name, times[at] ?? '', words])
    const expected = TURNS.map(([name, , words]) => [name, null, words])
    expect(rows(write(dress, clock))).toEqual(expected)
    expect(codes(write(dress, clock))).toContain('times_left_out')
  })
})

test('two people who speak once are named by whole names', () => {
  expect(rows('Ines Vogel\n0:00\nWe keep it.\n\nTomas Lind\n0:09\nGood.\n')).toEqual([
    ['Ines Vogel', 0, 'We keep it.'],
    ['Tomas Lind', 9_000, 'Good.'],
  ])
})

test('a title above is left out, and times within speech stay', () => {
  const text = [
    'Hall and shelves',
    '4 March 2026',
    '',
    'Ines Vogel (0:01)',
    'We meet at',
    'the gate 10:30',
    'as ever.',
    '',
    'Tomas Lind (0:09)',
    '10:15 it is.',
    '',
    'Ines Vogel (0:12)',
    'Good.',
  ].join('\n')
  expect(rows(text)).toEqual([
    ['Ines Vogel', 1_000, 'We meet at the gate 10:30 as ever.'],
    ['Tomas Lind', 9_000, '10:15 it is.'],
    ['Ines Vogel', 12_000, 'Good.'],
  ])
  expect(read(text)).toMatchObject({ title: 'Hall and shelves' })
})

test('a name and a time in another dress begin words of nobody', () => {
  const text = `${write(FORMS['name (time)'] as (turn: Turn) => string, TURNS)}\nIne Holm - 1:20\nAnd I pay.\n`
  expect(rows(text).at(-1)).toEqual([null, null, 'Ine Holm - 1:20 And I pay.'])
  expect(codes(text)).toEqual(['labels_unclear'])
})

test('a turn without words takes no others', () => {
  const text =
    'Ines Vogel\n0:00\nTomas Lind\n0:05\nYes.\nInes Vogel\n0:09\nGood.\nTomas Lind\n0:12\nBye.'
  expect(rows(text)).toEqual([
    ['Tomas Lind', 5_000, 'Yes.'],
    ['Ines Vogel', 9_000, 'Good.'],
    ['Tomas Lind', 12_000, 'Bye.'],
  ])
})

describe('names nobody, and says so', () => {
  test.each([
    [
      'chapters',
      '0:00 Opening Remarks\nWe begin.\n\n12:30 Hall Review\nWe go on.\n\n20:00 Closing\nBye.\n',
    ],
    [
      'an agenda',
      '9:00 Coffee Break\nIn the hall.\n\n10:00 Hall Review\nAll.\n\n11:00 Coffee Break\nYard.\n',
    ],
    ['times above words', '0:00\nWe keep the hall\n\n0:12\nOkay\n\n0:15\nOkay\n\n0:19\nGood\n'],
    ['rows of times and words', '[00:00] Okay\n[00:04] We keep it\n[00:09] Okay\n[00:12] Fine\n'],
    ['a meeting of one paragraph', 'We keep the hall, and Ines asks the caretaker.'],
  ])('%s', (_, text) => {
    expect(rows(text).every(([speaker]) => speaker === null)).toBe(true)
    expect(codes(text)).toContain('no_speakers')
  })
})

describe('a colon within a name', () => {
  const turns = (odd: string) =>
    rows(
      `Ines Vogel (0:01): We keep it.\n${odd}\nTomas Lind (0:09): Good.\nInes Vogel (0:12): Bye.\n`,
    )

  test('in front of a time in brackets is part of it', () => {
    expect(turns('Guest: Lumen (0:05): I order them.')[1]).toEqual([
      'Guest Lumen',
      5_000,
      'I order them.',
    ])
  })

  test('on a line of its own begins words of nobody, where labels stand so', () => {
    const text =
      'Ines Vogel:\nWe keep it.\n\nGuest: Lumen:\nI order them.\n\nTomas Lind:\nGood.\n\nInes Vogel:\nBye.\n'
    expect(rows(text)[1]).toEqual([null, null, 'Guest: Lumen: I order them.'])
    expect(codes(text)).toEqual(['labels_unclear'])
  })
})

test.each([
  ['10:02 AM N: W', null],
  ['N [10:02 AM]: W', null],
  ['N: [0:02] W', 2_000],
])('%s: the time is no part of the name or of the words', (form, startMs) => {
  const line = (name: string, words: string) => form.replace('N', name).replace('W', words)
  const text = `${line('Ines Vogel', 'Hello.')}\n${line('Tomas Lind', 'Good.')}\n`
  expect(rows(text)).toEqual([
    ['Ines Vogel', startMs, 'Hello.'],
    ['Tomas Lind', startMs, 'Good.'],
  ])
})
