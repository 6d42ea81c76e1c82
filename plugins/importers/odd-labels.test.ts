import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'
import { docx } from './test/docx.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const text = (lines: readonly string[]) => bytes(`${lines.join('\n')}\n`)
const cues = (lines: readonly string[]) =>
  lines.map((line, at) => `00:00:0${at}.000 --> 00:00:0${at}.900\n${line}\n`).join('\n')
const meet = (lines: readonly string[]) =>
  text(['# Weekly', '### Attendees', 'Ines Vogel, Tomas Lind', '### Transcript', ...lines])
const LAYOUTS = {
  text,
  paragraphs: (lines: readonly string[]) => bytes(lines.join('\n\n')),
  DOCX: (lines: readonly string[]) => docx([...lines]),
  Meet: meet,
  WebVTT: (lines: readonly string[]) => bytes(`WEBVTT\n\n${cues(lines)}`),
  'text with times': (lines: readonly string[]) =>
    text(lines.map((line, at) => `[00:0${at}] ${line}`)),
}
const layouts = Object.entries(LAYOUTS)

const turns = (file: Uint8Array) =>
  parseTranscript(file).segments.map(({ speaker, text: words }) => [speaker, words])
const unclear = (file: Uint8Array) =>
  parseTranscript(file).warnings.find(({ code }) => code === 'labels_unclear')

const WORDS = 'I will order the shelves on Tuesday.'
const around = (line: string): string[] => [
  'Ines Vogel: We keep the smaller hall.',
  line,
  'Ines Vogel: Who asks the caretaker?',
  'Tomas Lind: That can wait.',
  'Tomas Lind: Good.',
  'Ines Vogel: Thanks.',
]

const ODD =
  `the trainee|somebody at the back|one of the neighbours|That woman from Lumen|you know who|May be|all of us
Note|Important|in the corner|who was that|голос из коридора|кто-то из гостей|все разом|Тот парень из Лумена|все|Важно
the person that joined late`.split(/[|\n]/)

describe.each(layouts)('in %s, where each turn has a label', (_, write) => {
  test.each(ODD)('“%s” begins words of nobody, with a warning', (label) => {
    const file = write(around(`${label}: ${WORDS}`))
    const found = turns(file).find(([, words]) => words?.includes(WORDS))
    expect(found).toEqual([null, `${label}: ${WORDS}`])
    expect(unclear(file)).toMatchObject({ count: 1 })
    expect(turns(file).filter(([speaker]) => speaker === 'Ines Vogel')).toHaveLength(3)
  })

  test.each([
    'Note: this holds until spring only.',
    'We asked them twice. The answer: No.',
    'All that we still have to talk about before the summer: The rent.',
  ])('“%s” stays speech', (line) => {
    const file = write(around(line))
    expect(unclear(file)).toBeUndefined()
    expect(turns(file).some(([, words]) => words?.includes(line))).toBe(true)
  })
})

test('labels in wrapped lines are judged by the lines in which sentences begin', () => {
  const file = text([
    'Ines Vogel: We keep the smaller',
    'hall.',
    'Tomas Lind: Then I ask the',
    'caretaker.',
    'somebody at the back: I will order the shelves',
    'on Tuesday.',
    'Tomas Lind: That can',
    'wait.',
    'Ines Vogel: Thanks.',
  ])
  expect(turns(file)[2]).toEqual([
    null,
    'somebody at the back: I will order the shelves on Tuesday.',
  ])
  expect(unclear(file)).toMatchObject({ count: 1, line: 5 })
})

test.each([
  ['the trainee', null],
  ['Ole Kvist', 'Ole Kvist'],
])(
  '“%s” above which somebody broke off begins a turn, where turns are paragraphs',
  (label, owner) => {
    const lines = around(`${label}: ${WORDS}`).with(0, 'Ines Vogel: We keep the smaller hall, or')
    const found = turns(LAYOUTS.paragraphs(lines)).find(([, words]) => words?.includes(WORDS))
    expect(found?.[0] ?? null).toBe(owner)
  },
)

test('a label behind a time begins a turn, though few lines have a label', () => {
  const file = text([
    '[00:01] Ines Vogel: We keep the smaller hall.',
    '[00:05] It is warm there.',
    '[00:09] It has a door to the yard.',
    '[00:12] somebody at the back: I will order the shelves.',
    '[00:15] Tomas Lind: That can wait.',
    '[00:19] We have the old ones.',
    '[00:22] Ines Vogel: Thanks.',
    '[00:24] Tomas Lind: Bye.',
  ])
  expect(turns(file)[3]).toEqual([null, 'somebody at the back: I will order the shelves.'])
  expect(unclear(file)).toMatchObject({ count: 1, line: 4 })
})

test.each(['Note: This holds until spring only.', 'So basically: Yes.', 'Важно: Ключи у охраны.'])(
  '“%s” stays speech where turns go on in lines of their own',
  (line) => {
    const file = text([
      'Ines Vogel: We keep the smaller hall.',
      'It is warm there.',
      line,
      'Tomas Lind: That can wait.',
      'We have the old ones.',
      'Ines Vogel: Thanks.',
      'Tomas Lind: Bye.',
    ])
    const said = turns(file).filter(([speaker]) => speaker === 'Ines Vogel')
    expect(said.map(([, words]) => words).join(' ')).toContain(line)
    expect(unclear(file)).toBeUndefined()
  },
)

test('a cue without a voice that begins with any label is warned about, where others have voices', () => {
  const voiced = ['<v Ines Vogel>Hello.', `the trainee: ${WORDS}`, '<v Tomas Lind>Good.']
  const file = bytes(`WEBVTT\n\n${cues(voiced)}`)
  expect(turns(file)[1]).toEqual([null, `the trainee: ${WORDS}`])
  expect(unclear(file)).toMatchObject({ count: 1, startMs: 1000 })
})

describe('one odd label in a short file of wrapped lines', () => {
  const file = (label: string) =>
    text([
      'Ines Vogel: We keep the smaller hall',
      'for now.',
      `${label}: I will order the shelves.`,
      'Tomas Lind: That can wait.',
      'Ines Vogel: Thanks.',
    ])

  test.each(['the trainee', 'голос из зала', 'Note'])('“%s” costs nobody else a name', (label) => {
    expect(turns(file(label))).toEqual([
      ['Ines Vogel', 'We keep the smaller hall for now.'],
      [null, `${label}: I will order the shelves.`],
      ['Tomas Lind', 'That can wait.'],
      ['Ines Vogel', 'Thanks.'],
    ])
    expect(parseTranscript(file(label)).warnings.map(({ code }) => code)).toEqual([
      'labels_unclear',
    ])
  })

  test('is kept at the top of the file, where facts about the meeting are left out', () => {
    const top = (line: string) => text([line, ...around('Tomas Lind: Yes.')])
    expect(turns(top('the trainee: I order the shelves'))[0]).toEqual([
      null,
      'the trainee: I order the shelves',
    ])
    expect(turns(top('Date: 2 January'))[0]?.[0]).toBe('Ines Vogel')
  })

  test('never makes facts of lines whose label comes back', () => {
    const plain = text([
      'the trainee: I order the shelves',
      'and what else there is to be had.',
      'They have some left in the yard.',
      'So we asked.',
      'the trainee: Thanks.',
    ])
    expect(
      turns(plain)
        .map(([, words]) => words)
        .join(' '),
    ).toContain('I order the shelves')
  })
})
