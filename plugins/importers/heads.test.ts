import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const run = (text: string) => parseTranscript(new TextEncoder().encode(text))

interface Turn {
  name: string
  words: string
  /** Seconds from the start. */
  at: number
  index: number
}

const ENGLISH = [
  'We agreed to ship version two on Monday.',
  'I will write the release notes by Friday.',
  'Great, and the trial lasts thirty days.',
  'Who calls the bank tomorrow?',
  'Not me, I am away. Note: the office is closed.',
  'Then we are done, thank you all.',
]
const RUSSIAN = [
  'Решили выпустить вторую версию в понедельник.',
  'Я напишу заметки к выпуску до пятницы.',
  'Хорошо, пробный срок тридцать дней.',
  'Кто завтра звонит в банк?',
  'Не я, меня не будет. Примечание: офис закрыт.',
  'Тогда всё, всем спасибо.',
]
const CHINESE = [
  '我们决定星期一发布第二版。',
  '我会在星期五之前写好说明。',
  '好的，试用期三十天。',
  '明天谁打电话给银行？',
  '不是我，我不在。',
  '那就这样，谢谢大家。',
]

/** Two people each: a name is whatever stands where names stand and comes back. */
const NAMES: [string, string][] = [
  ['Nadia Karim', 'Owen Pratt'],
  ['Will', 'May'],
  ['You', 'Nadia Karim'],
  ['Me', 'Them'],
  ['Вы', 'Пётр Ильин'],
  ['🦊', 'Nadia 🌸'],
  ['SPEAKER_00', 'SPEAKER_01'],
  ['Спикер №1', 'Спикер №2'],
  ['王芳', '李伟'],
  ['田中', '佐藤さん'],
  ['김민수', '이영희'],
  ['أحمد', 'سارة علي'],
  ['nadia', 'owen_p'],
  ['Karim, Nadia', 'Pratt, Owen (External)'],
  ['nadia@example.com', 'owen@example.com'],
  ['+1 555 0100', 'Owen Pratt'],
  ['Interviewer', 'Candidate'],
  ['Sales Team', 'Room 4 (Berlin)'],
  ['Конф. зал 3', 'Иванов И. И.'],
  ['सुनीता शर्मा', 'राहुल'],
]

const two = (value: number): string => String(value).padStart(2, '0')
const long = (at: number): string => `00:${two(Math.floor(at / 60))}:${two(at % 60)}`
const short = (at: number): string => `${Math.floor(at / 60)}:${two(at % 60)}`
const minutes = (at: number): string => `${Math.floor(at / 60)} minutes ${at % 60} seconds`

type Layout = [name: string, write: (turn: Turn) => string, head?: string]

const TIMED: Layout[] = [
  ['[0:00:03.500] N: W', ({ name, words, at }) => `[${long(at)}.500] ${name}: ${words}\n`],
  ['[a - b] N: W', ({ name, words, at }) => `[${long(at)} - ${long(at + 2)}] ${name}: ${words}\n`],
  [
    '[a --> b] N: W',
    ({ name, words, at }) => `[${long(at)}.000 --> ${long(at + 2)}.000] ${name}: ${words}\n`,
  ],
  ['N T above W', ({ name, words, at }) => `${name} ${long(at)}\n${words}\n\n`],
  ['N | T above W', ({ name, words, at }) => `${name} | ${short(at)}\n${words}\n\n`],
  [
    'N [a - b] above W',
    ({ name, words, at }) => `${name} [${long(at)} - ${long(at + 2)}]\n${words}\n\n`,
  ],
  ['T - N above W', ({ name, words, at }) => `${short(at)} - ${name}\n${words}\n\n`],
  ['T.f N above W', ({ name, words, at }) => `${long(at)}.500 ${name}\n${words}\n\n`],
  [
    'a --> b N above W',
    ({ name, words, at }) => `${long(at)}.000 --> ${long(at + 2)}.000 ${name}\n${words}\n\n`,
  ],
  ['N 0 minutes 3 seconds', ({ name, words, at }) => `${name} ${minutes(at)}\n${words}\n\n`],
  [
    'N 0 мин 3 сек',
    ({ name, words, at }) => `${name} ${Math.floor(at / 60)} мин ${at % 60} сек\n${words}\n\n`,
  ],
  ['N 0m 3s', ({ name, words, at }) => `${name} ${Math.floor(at / 60)}m ${at % 60}s\n${words}\n\n`],
  [
    'as a page of Teams is copied',
    ({ name, words, at }) =>
      `${name}\n${minutes(at)}\n${short(at)}\n${name} ${minutes(at)}\n${words}\n`,
  ],
  ['CSV', ({ name, words, at }) => `${long(at)},"${name}","${words}"\n`, 'Time,Speaker,Text\n'],
  [
    'CSV with semicolons',
    ({ name, words, at }) => `${at}.5;${at + 2}.0;"${name}";"${words}"\n`,
    'start;end;speaker;text\n',
  ],
  ['CSV without a header', ({ name, words, at }) => `${at}.0,${at + 2}.0,"${name}","${words}"\n`],
  [
    'a table of Markdown',
    ({ name, words, at }) => `| ${long(at)} | ${name} | ${words} |\n`,
    '| Time | Speaker | Text |\n|---|---|---|\n',
  ],
  [
    'SRT with the name on a line of its own',
    ({ name, words, at, index }) =>
      `${index + 1}\n${long(at)},000 --> ${long(at + 2)},000\n${name}\n${words}\n\n`,
  ],
  [
    'SRT with (N) on a line of its own',
    ({ name, words, at, index }) =>
      `${index + 1}\n${long(at)},000 --> ${long(at + 2)},000\n(${name})\n${words}\n\n`,
  ],
  [
    'WebVTT with the name in the identifier',
    ({ name, words, at, index }) =>
      `${index + 1} "${name}" (${1000 + (index % 2)})\n${long(at)}.000 --> ${long(at + 2)}.000\n${words}\n\n`,
    'WEBVTT\n\n',
  ],
]

const UNTIMED: Layout[] = [
  ['N: W', ({ name, words }) => `${name}: ${words}\n`],
  ['N:W', ({ name, words }) => `${name}:${words}\n`],
  ['N：W', ({ name, words }) => `${name}：${words}\n`],
  ['[N] W', ({ name, words }) => `[${name}] ${words}\n`],
  ['**N:** W', ({ name, words }) => `**${name}:** ${words}\n\n`],
  ['N 10:02 AM above W', ({ name, words, index }) => `${name} 10:0${index} AM\n${words}\n\n`],
]

const turnsOf = ([first, second]: [string, string]): Turn[] => {
  const written = first + second
  const all = /\p{Script=Han}/u.test(written) ? CHINESE : /[а-я]/.test(written) ? RUSSIAN : ENGLISH
  return all.map((words, index) => ({
    name: index % 2 === 0 ? first : second,
    words,
    at: 3 + index * 12,
    index,
  }))
}

/** Brackets around a label and a name in brackets cannot be told apart. */
const bare = (name: string | null): string | null => name?.replace(/^\((.*)\)$/, '$1') ?? null

describe.each([...TIMED, ...UNTIMED])('%s', (layout, write, head = '') => {
  const isTimed = TIMED.some(([name]) => name === layout)

  test.each(NAMES)('of %s and %s', (first, second) => {
    const turns = turnsOf([first, second])
    const { segments } = run(head + turns.map(write).join(''))
    expect(segments.map(({ speaker, text }) => [bare(speaker), text])).toEqual(
      turns.map(({ name, words }) => [name, words]),
    )
    if (!isTimed) return
    expect(segments.map(({ startMs }) => Math.floor((startMs ?? -1) / 1000))).toEqual(
      turns.map(({ at }) => at),
    )
  })
})

describe('what only looks like a head stays speech', () => {
  const texts: [string, string][] = [
    [
      'a duration at the end of a line',
      'Ann: It takes 5 minutes\nBob: No, 10 minutes\nAnn: Fine, 7 minutes\n',
    ],
    [
      'durations that grow',
      'Two things.\nIt took 5 minutes.\n\nIt lasted 10 minutes\n\nThe end came after 20 minutes\n',
    ],
    ['an agenda', '9:30 - 10:00 Budget\n10:00 - 10:30 Hiring\n\nWe talked about both for long.\n'],
    ['a list of numbers', 'We sold 5, 6, 7.\nThen 8, 9, 10.\nThat was all, I think.\n'],
    ['a link in a sentence', 'Ann: See https://example.com/a for more\nBob: I did.\nAnn: Good.\n'],
  ]
  test.each(texts)('%s', (_, text) => {
    const words = run(text)
      .segments.map((segment) => segment.text)
      .join(' ')
    for (const line of text.split('\n').filter(Boolean)) {
      expect(words).toContain(line.replace(/^\w+: /, ''))
    }
  })
})

test('durations in an agenda are no times of speech', () => {
  const text =
    'Intro 5 minutes\nBudget 10 minutes\nHiring 15 minutes\n\nAnn: We begin.\nBob: Fine.\nAnn: Good.\n'
  expect(run(text).segments.map(({ speaker, startMs }) => [speaker, startMs])).toEqual([
    ['Ann', null],
    ['Bob', null],
    ['Ann', null],
  ])
})

describe('lines of the service', () => {
  test('links to the recording and the end of the transcription are left out and counted', () => {
    const text = [
      'Planning - April 2',
      'VIEW RECORDING - 12 mins: https://calls.example/share/xyz',
      '',
      '0:00 - Ines Vogel',
      '  We keep the hall.',
      '',
      'ACTION ITEM: Book the hall - WATCH: https://calls.example/share/xyz?timestamp=9',
      '',
      '0:09 - Tomas Ruiz',
      '  I will call them.',
      '',
      '0:12 - Ines Vogel',
      '  Thanks.',
    ].join('\n')
    const { segments, warnings } = run(text)
    expect(segments.map(({ speaker, startMs, text: words }) => [speaker, startMs, words])).toEqual([
      ['Ines Vogel', 0, 'We keep the hall.'],
      ['Tomas Ruiz', 9_000, 'I will call them.'],
      ['Ines Vogel', 12_000, 'Thanks.'],
    ])
    expect(warnings.map(({ code }) => code)).toContain('lines_left_out')
  })

  test.each([
    ['Vogel, Ines a commencé la transcription', 'Vogel, Ines a arrêté la transcription'],
    ['Vogel, Ines ha avviato la trascrizione', 'Vogel, Ines ha interrotto la trascrizione'],
    ['Vogel, Ines inició la transcripción', 'Vogel, Ines detuvo la transcripción'],
  ])('“%s” has its end', (begin, end) => {
    const text = `Réunion\n12m 31s\n${begin}\nVogel, Ines   0:03\nBonjour à tous.\nRuiz, Tomas   0:12\nOui.\n${end}\n`
    const { segments } = run(text)
    expect(segments.map(({ text: words }) => words)).toEqual(['Bonjour à tous.', 'Oui.'])
  })
})

describe('whole files of tools', () => {
  const TALK = ['We keep the hall.', 'I’ll call them.', 'Thanks.']
  type Read = [speaker: string | null, startMs: number | null]
  const three = (first: string | null, second: string | null, times: (number | null)[]): Read[] => [
    [first, times[0] ?? null],
    [second, times[1] ?? null],
    [first, times[2] ?? null],
  ]
  const AT = [3_000, 12_000, 20_000]

  const FILES: [name: string, text: string, expected: Read[]][] = [
    [
      'a long list of those present above pipes',
      `Acme <> Nimbus\nRecorded on Mar 3, 2026, 34m\n\nParticipants\n\nNIMBUS\nInes Vogel, Account Executive\n\nACME\nTomás Ruiz, CTO\n\nTranscript\n\n0:03 | Ines\n${TALK[0]}\n\n0:12 | Tomás\n${TALK[1]}\n\n0:20 | Ines\n${TALK[2]}\n`,
      three('Ines', 'Tomás', AT),
    ],
    [
      'a colon before the time above the words',
      `Ines Vogel: 00:03\n${TALK[0]}\n\nTomás Ruiz: 00:12\n${TALK[1]}\n\nInes Vogel: 00:20\n${TALK[2]}\n`,
      three('Ines Vogel', 'Tomás Ruiz', AT),
    ],
    [
      'names in brackets before the time of the day',
      `[Ines Vogel] 10:02:03\n${TALK[0]}\n\n[Tomás Ruiz] 10:02:12\n${TALK[1]}\n\n[Ines Vogel] 10:02:30\n${TALK[2]}\n`,
      three('Ines Vogel', 'Tomás Ruiz', []),
    ],
    [
      'letters of a court',
      `Q. ${TALK[0]}\nA. ${TALK[1]}\nQ. ${TALK[2]}\nA. Good.\n`,
      [...three('Q', 'A', []), ['A', null]],
    ],
    [
      'numbers of lines',
      `   1    THE COURT: ${TALK[0]}\n   2    MS. VOGEL: ${TALK[1]}\n   3    THE COURT: ${TALK[2]}\n`,
      three('THE COURT', 'MS. VOGEL', []),
    ],
    [
      'arrows',
      `Ines → ${TALK[0]}\nTomás → ${TALK[1]}\nInes → ${TALK[2]}\n`,
      three('Ines', 'Tomás', []),
    ],
    [
      'seconds in brackets',
      `[3.0s - 8.1s] Ines: ${TALK[0]}\n[12.0s - 15.4s] Tomás: ${TALK[1]}\n[20.0s - 22.0s] Ines: ${TALK[2]}\n`,
      three('Ines', 'Tomás', AT),
    ],
    [
      'columns of milliseconds',
      `3000\t8100\t${TALK[0]}\n12000\t15400\t${TALK[1]}\n20000\t22000\t${TALK[2]}\n`,
      three(null, null, AT),
    ],
    [
      'a table with a number, quotes and a line end in a cell',
      `"#","Timestamp","Speaker Name","Transcript Text","Confidence"\n1,"00:03","Vogel, Ines","${TALK[0]}",0.98\n2,"00:12","Ruiz, Tomás","I’ll call\nthem.",0.9\n3,"00:20","Vogel, Ines","${TALK[2]}",0.99\n`,
      three('Vogel, Ines', 'Ruiz, Tomás', AT),
    ],
    [
      'a table in German',
      `Nr;Startzeit;Endzeit;Sprecher;Text\n1;00:00:03,000;00:00:05,000;Ines;${TALK[0]}\n2;00:00:12,000;00:00:15,000;Tomás;${TALK[1]}\n3;00:00:20,000;00:00:22,000;Ines;${TALK[2]}\n`,
      three('Ines', 'Tomás', AT),
    ],
  ]

  test.each(FILES)('%s', (_, text, expected) => {
    const { segments } = run(text)
    expect(segments.map(({ speaker, startMs }): Read => [speaker, startMs])).toEqual(expected)
    expect(segments.slice(0, 3).map((segment) => segment.text)).toEqual(TALK)
  })

  test('heads that cannot be read are said, and never pass as speech in silence', () => {
    const text = [
      'Ines ~~ 00:03',
      TALK[0],
      '',
      'Tomás ~~ 00:12',
      TALK[1],
      '',
      'Ruth ~~ 00:20',
      TALK[2],
    ].join('\n')
    const { segments, warnings } = run(text)
    expect(segments.every(({ speaker }) => speaker === null)).toBe(true)
    expect(warnings.map(({ code }) => code)).toContain('heads_unread')
  })
})

describe('names that the file lists', () => {
  test.each([
    ['Attendees: Nadia Karim, Or Levi, Page Moss\n\n', 'Or', 'Page'],
    ['Participants\nNadia Karim, CEO\nOr Levi\nPage Moss, Sales\n\n', 'Or Levi', 'Page Moss'],
    ['Участники: Nadia Karim, Or Levi, Page Moss\n\n', 'Or', 'Page Moss'],
  ])('are names wherever they stand: %s', (head, first, second) => {
    const text = `${head}Nadia: We start.\n${first}: Good.\nNadia: What next?\n${second}: The price.\nNadia: Fine.\n`
    expect(run(text).segments.map(({ speaker }) => speaker)).toEqual([
      'Nadia',
      first,
      'Nadia',
      second,
      'Nadia',
    ])
  })
})
