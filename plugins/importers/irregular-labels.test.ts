import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'
import { docx } from './test/docx.ts'

const WORDS = 'I will write the release notes by Friday.'

/** Each line has a label. */
const dense = (line: string): string[] => [
  'Nadia Karim: We agreed to ship version two on Monday.',
  line,
  'Nadia Karim: Who calls the bank?',
  'Owen Pratt: That can be done tomorrow.',
  'Owen Pratt: Fine.',
  'Nadia Karim: Thanks.',
]

/** Turns go on in lines of their own. */
const loose = (line: string): string[] => [
  'Nadia Karim: We agreed to ship version two on Monday.',
  'It was a long way.',
  line,
  'Nadia Karim: Who calls the bank?',
  'They open at nine.',
  'Owen Pratt: That can be done tomorrow.',
  'We know them.',
  'Nadia Karim: Thanks.',
]

const text = (lines: string[]) => new TextEncoder().encode(lines.join('\n'))
const cues = (lines: string[], mark: string) =>
  lines.map((line, at) => `${at + 1}\n00:00:0${at}${mark}000 --> 00:00:0${at}${mark}900\n${line}\n`)
const meet = (lines: string[]) => [
  '# Weekly',
  '### Attendees',
  'Nadia Karim, Owen Pratt',
  '### Transcript',
  ...lines,
]
const isLabelled = /^((?:Nadia Karim|Owen Pratt): )/
const LAYOUTS = {
  text,
  DOCX: (lines: string[]) => docx(lines),
  Meet: (lines: string[]) => text(meet(lines)),
  'a Meet DOCX': (lines: string[]) => docx(meet(lines)),
  Markdown: (lines: string[]) =>
    text(meet(lines.map((line) => line.replace(isLabelled, (label) => `**${label.trim()}** `)))),
  WebVTT: (lines: string[]) => text(['WEBVTT\n', ...cues(lines, '.')]),
  SRT: (lines: string[]) => text(cues(lines, ',')),
}
type Layout = keyof typeof LAYOUTS
const layouts = Object.keys(LAYOUTS) as Layout[]

const read = (file: Uint8Array) => {
  const { segments, warnings } = parseTranscript(file)
  const found = segments.find((segment) => segment.text.includes(WORDS))
  const warning = warnings.find(({ code }) => code === 'labels_unclear')
  return { speaker: found?.speaker, text: found?.text, count: warning?.count ?? 0 }
}

const FORMS = [
  'N; W',
  'N - W',
  'N – W',
  'N — W',
  'N— W',
  'N—W',
  'N> W',
  'N >> W',
  'N » W',
  'N | W',
  'N -> W',
  'N = W',
  'N；W',
  'N∶ W',
  '(N) W',
  '[N] W',
  '[N] - W',
  '{N} W',
  '"N" W',
  '**N** W',
  '*N* W',
  '**N** - W',
  '*N:* W',
  '- N: W',
  '• N: W',
  '> N: W',
  '1. N: W',
  '2) N: W',
  'N (00:12) W',
  'N 00:12 W',
  '[00:12] N: W',
  '[00:12] N - W',
  'N  W',
  'N\tW',
]
const irregular = (dress: string, name: string): string =>
  dress.replace(/[NW]/g, (mark) => (mark === 'N' ? name : WORDS))

describe.each(layouts)('in %s, among labels with a colon', (layout) => {
  const write = LAYOUTS[layout]
  const isCaption = layout === 'WebVTT' || layout === 'SRT'

  test.each(FORMS)('%s of somebody who speaks elsewhere is theirs', (dress) => {
    const { speaker, text: said, count } = read(write(dense(irregular(dress, 'Owen Pratt'))))
    expect([speaker, said, count]).toEqual(['Owen Pratt', WORDS, 0])
  })

  test.each(FORMS)('%s of a stranger is theirs or nobody’s, with a warning', (dress) => {
    for (const name of ['He Wei', 'Lee', 'Ли', 'Speaker 2']) {
      const { speaker, count } = read(write(dense(irregular(dress, name))))
      expect([name, speaker === null || speaker === name, speaker === null ? count : 1]).toEqual([
        name,
        true,
        1,
      ])
    }
  })

  test('a name in capitals in front of words that are not', () => {
    expect(read(write(dense(`OWEN PRATT ${WORDS}`)))).toMatchObject({ speaker: 'Owen Pratt' })
    for (const name of ['NADIA', 'HE WEI', 'LEE']) {
      const { speaker } = read(write(dense(`${name} ${WORDS}`)))
      expect([null, name]).toContain(speaker ?? null)
    }
  })

  test.each(['N - W', '(N) W', 'N; W', '**N** W'])(
    '%s of somebody who comes back is theirs',
    (dress) => {
      const lines = [
        ...dense(irregular(dress, 'He Wei')),
        dress.replace('N', 'He Wei').replace(/W$/, 'That is all.'),
        'Owen Pratt: Bye.',
      ]
      expect(read(write(lines))).toEqual({ speaker: 'He Wei', text: WORDS, count: 0 })
    },
  )

  test('hardly any mark at all behind a whole name that the file knows', () => {
    for (const dress of ['N. W', 'N, W', 'N W', '@N W', '[00:12] N W']) {
      const { speaker } = read(write(dense(irregular(dress, 'Owen Pratt'))))
      expect([dress, speaker === null || speaker === 'Owen Pratt']).toEqual([dress, true])
    }
  })

  if (!isCaption) {
    test('a name on a line of its own', () => {
      const lines = dense('x').flatMap((line) => (line === 'x' ? ['Owen Pratt', WORDS] : [line]))
      expect(read(write(lines))).toMatchObject({ speaker: 'Owen Pratt', text: WORDS })
    })

    test.each(['N; W', '(N) W', '[N] W', '**N** W', 'N> W', '- N: W', '1. N: W', 'N (00:12) W'])(
      '%s where turns go on in lines of their own',
      (dress) => {
        const own = read(write(loose(irregular(dress, 'Owen Pratt'))))
        expect([own.speaker, own.text]).toEqual(['Owen Pratt', WORDS])
        for (const name of ['He Wei', 'Nadia', 'Lee']) {
          const { speaker } = read(write(loose(irregular(dress, name))))
          expect([name, speaker === null || speaker === name]).toEqual([name, true])
        }
      },
    )
  }
})

describe('what stays speech', () => {
  const ALWAYS = [
    'San Francisco - a nice place.',
    'Owen - can you call them?',
    'Owen, can you call them?',
    'Owen will call them.',
    'Owen Pratt will call them.',
    '(laughs) That is what the lease says.',
    '[Music] We wait.',
    '(Pause) Good.',
    '(Смеётся) Да.',
    'I think - We ship.',
    'Right - I will do it.',
    'However; I will do it.',
    '- We ship on Monday.',
    '- Office: Leeds',
    '1. We ship on Monday.',
    'NASA will pay for it.',
    'OK I will do it.',
    'Friday 10:00',
    '9:30 is early.',
    'We go to (Leeds) tomorrow.',
    'Budget - The board left it.',
    'Either/or is fine.',
    '*Really* we should.',
    'Anna-Maria calls them.',
  ]
  const LOOSE = [
    'And Andre - Andreas, your microphone is low.',
    'Conversation Time - Marked file.',
    'Lee - I mean Tom.',
    'GLAM DevNet4 status, so we wait.',
    'New York. We go there.',
    '"Hamlet" We watch it.',
    'Steering Committee',
  ]

  test.each(ALWAYS)('%s', (line) => {
    for (const make of [dense, loose]) {
      const { segments, warnings } = parseTranscript(text(make(line)))
      expect(warnings.find(({ code }) => code === 'labels_unclear')).toBeUndefined()
      const first = segments.find((segment) => segment.text.includes(line))
      expect(first?.speaker).toBe('Nadia Karim')
    }
  })

  test.each(LOOSE)('%s where turns go on in lines of their own', (line) => {
    const { segments } = parseTranscript(text(loose(line)))
    expect(segments.find((segment) => segment.text.includes(line))?.speaker).toBe('Nadia Karim')
  })
})

test.each(['0:0:1O.0 --> 0:0:12.0', '0:0:10.0 -->', '0:0:1O.0'])(
  'in a Teams document whose time “%s” cannot be read the words stay with their own name',
  (time) => {
    const turns = [
      ['0:0:01.0 --> 0:0:04.0', 'Nadia Karim', 'We ship on Monday.'],
      ['0:0:05.0 --> 0:0:08.0', 'Nadia Karim', 'Who writes the notes?'],
      [time, 'He Wei', WORDS],
      ['0:0:13.0 --> 0:0:15.0', 'Nadia Karim', 'Thanks.'],
    ]
    expect(read(docx(turns.flat()))).toEqual({ speaker: 'He Wei', text: WORDS, count: 1 })
  },
)
