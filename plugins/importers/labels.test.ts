import { describe, expect, test } from 'bun:test'
import { parseTranscript, type KnownNames } from './index.ts'
import { docx } from './test/docx.ts'

const read = (text: string, known?: KnownNames) =>
  parseTranscript(new TextEncoder().encode(text), known ? { known } : {})
const lines = (...all: string[]): string => `${all.join('\n')}\n`
const turns = (text: string, known?: KnownNames) =>
  read(text, known).segments.map(({ speaker, text }) => [speaker, text])
const unclear = (text: string) => read(text).warnings.find(({ code }) => code === 'labels_unclear')
const captions = (...cues: string[]): string =>
  `WEBVTT\n\n${cues.map((cue, at) => `00:00:0${at}.000 --> 00:00:0${at + 1}.000\n${cue}\n`).join('\n')}`

const WORDS = 'I will write the release notes by Friday.'
const around = (label: string): string[] => [
  'Nadia Karim: We agreed to ship version two on Monday.',
  `${label}: ${WORDS}`,
  'Nadia Karim: Who calls the bank?',
  'Owen Pratt: That can be done tomorrow.',
  'Owen Pratt: Fine.',
  'Nadia Karim: Thanks.',
]

const NAMES =
  `He Wei|My Nguyen|Or Cohen|So Yeon|To Nga|An Li|Will|May|J|OP|Jan van der Berg|Maria de la Cruz
J. R. Ortiz|Guest 2|R2|[Ext] Bob|Karim, Nadia (Acme)|Dr. Owen Pratt|nadia@acme.example|Ольга Ёлкина|Да Чен|Ли
王芳|محمد علي|ישראל|김민수|สมชาย|Nguyễn Văn An|O'Neil|d'Arcy|NADIA KARIM|nadia_k|anna berg|Will Park, CEO
Mira Voss (Acme Ltd, Head of Purchasing for Northern Europe and the Baltics, Oslo office)
Nadia 🦊|iPhone (2)|Mr. X|X Æ A-12|A/B|@bob|Date Masato`.split(/[|\n]/)

const UNCLEAR =
  `Speaker #1|Спикер №2|Robert "Bob" Lee|Risk Owner|Or|My|Я|Unknown?|Bob!|*Bob*|🦊|+49 171 5551234`.split(
    '|',
  )

describe('a label that stands once among names that come back', () => {
  test.each(NAMES)('%s is a speaker', (label) => {
    const text = lines(...around(label))
    expect(turns(text)[1]).toEqual([label, WORDS])
    expect(unclear(text)).toBeUndefined()
    expect(turns(captions(...around(label)))[1]).toEqual([label, WORDS])
  })

  test.each(UNCLEAR)('%s begins words of nobody, with a warning', (label) => {
    for (const text of [lines(...around(label)), captions(...around(label))]) {
      expect(turns(text)[1]).toEqual([null, `${label}: ${WORDS}`])
      expect(unclear(text)).toMatchObject({ count: 1, example: `${label}: ${WORDS}` })
    }
    expect(unclear(lines(...around(label)))).toMatchObject({ line: 2 })
    expect(unclear(captions(...around(label)))).toMatchObject({ startMs: 1000 })
  })

  test('the lines below words of nobody are not given back to the speaker before', () => {
    const text = lines(
      'Tess: We keep the old supplier. It works.',
      'It has worked for years.',
      'We know them well.',
      'Amir: I agree.',
      'They are quick.',
      'They answer mail.',
      'Bob: I will call them.',
      'They know me.',
      'Tess: Good.',
      'We are done.',
      'Amir: Bye.',
    )
    expect(turns(text).slice(6, 8)).toEqual([
      [null, 'Bob: I will call them.'],
      [null, 'They know me.'],
    ])
    expect(unclear(text)).toMatchObject({ count: 1, line: 7 })
  })
})

const meetOf = (...all: string[]): string =>
  lines('# Weekly', '### Attendees', 'Nadia Karim, Owen Pratt', '### Transcript', ...all)
const srtOf = (...cues: string[]): string =>
  cues.map((cue, at) => `${at + 1}\n00:00:0${at},000 --> 00:00:0${at},900\n${cue}\n`).join('\n')
const boldOf = (...all: string[]): string =>
  meetOf(...all.map((line) => line.replace(/^(.*?):( |$)/, '**$1:**$2')))
const LAYOUTS = { text: lines, WebVTT: captions, SRT: srtOf, Meet: meetOf, Markdown: boldOf }
const inLayouts = (labels: readonly string[]) =>
  Object.entries(LAYOUTS).flatMap(([layout, write]) =>
    labels.map((label) => [label, layout, write] as const),
  )

const UNLIKELY = [
  'Lyon, 2nd floor, Desk 9',
  'Hurra! Vertrieb',
  'Кабинет 12, 5 этаж, запад',
  'Conf. Room 4',
  'Lena from Nimbus',
  'Борис из офиса',
  'Prof. Dr. Anna Maria Theresia von und zu Hohenstein Lichtenau die Zweite',
  `Mira Voss (${'Head of Purchasing, '.repeat(8)}Oslo)`,
  'Author',
  'Автор',
  'Friday',
  'Ответственный',
  '7',
  '....',
  '??',
  '—',
]

describe('a label of unlikely letters where each line has a label', () => {
  test.each(inLayouts(UNLIKELY))('%s in %s never goes to the speaker before', (label, _, write) => {
    const text = write(...around(label))
    const found = turns(text).find(([, words]) => words?.includes(WORDS))
    expect(found?.[0] ?? null).toBe(null)
    expect(unclear(text)).toMatchObject({ count: 1 })
    expect(turns(text).filter(([speaker]) => speaker === 'Nadia Karim')).toHaveLength(3)
  })

  test.each(inLayouts(UNLIKELY.filter((label) => /\p{L}/u.test(label))))(
    '%s in %s is a speaker when it comes back',
    (label, _, write) => {
      const text = write(...around(label).slice(0, 4), `${label}: That is done.`)
      expect(turns(text).filter(([speaker]) => speaker === label)).toEqual([
        [label, WORDS],
        [label, 'That is done.'],
      ])
    },
  )

  test.each(inLayouts(UNLIKELY))('%s in %s is a speaker when it is known', (label, _, write) => {
    const known = { participants: [label], directory: [] }
    expect(turns(write(...around(label)), known)[1]).toEqual([label, WORDS])
  })

  test('labels on lines of their own are told by standing there', () => {
    const text = lines(
      'Nadia:\nWe agreed.\nOwen:\nFine.',
      `3:\n${WORDS}\nNadia:\nGood.`,
      'Author:\nI will pay.\nOwen:\nBye.\n…:\nYes.\nNadia:\nBye.',
    )
    const nobody = turns(text).filter(([speaker]) => speaker === null)
    expect(nobody.map(([, words]) => words)).toEqual([
      `3: ${WORDS}`,
      'Author: I will pay.',
      '…: Yes.',
    ])
    expect(unclear(text)).toMatchObject({ count: 3, line: 5 })
  })
})

describe('a label in another style than that of its file', () => {
  const mixed = (label: string, more: string[] = []) =>
    lines('Nadia: We agreed.', 'Owen: Fine.', `${label}:${WORDS}`, 'Nadia: Good.', ...more)

  test('without a space behind the colon', () => {
    expect(turns(mixed('Mi Tran'))[2]).toEqual(['Mi Tran', WORDS])
    expect(turns(mixed('Nadia'))[2]).toEqual(['Nadia', WORDS])
    expect(turns(mixed('Lee'))[2]).toEqual([null, `Lee:${WORDS}`])
    expect(unclear(mixed('Lee'))).toMatchObject({ count: 1, line: 3 })
    expect(turns(mixed('Lee'), { participants: ['Tom Lee'], directory: [] })[2]?.[0]).toBe('Lee')
    expect(turns(mixed('Lee', ['Lee:I am done.']))[2]).toEqual(['Lee', WORDS])
  })

  test('behind bullets, where each line has one', () => {
    const said = ['- Nadia: We agreed.', '- Owen: Fine.', '- Mi Tran: I will.', '- Nadia: Good.']
    const speakers = ['Nadia', 'Owen', 'Mi Tran', 'Nadia']
    expect(turns(lines(...said)).map(([speaker]) => speaker)).toEqual(speakers)
    const starred = said.map((line) => line.replace('-', '*'))
    expect(turns(lines(...starred)).map(([speaker]) => speaker)).toEqual(speakers)
    const facts = lines('- Office: Leeds', '- Price: Forty', '- Owner: Nadia', '- Rent: Ten')
    expect(turns(facts).every(([speaker]) => speaker === null)).toBe(true)
  })
})

describe('a label in the second line of a cue', () => {
  const below = (line: string) => [
    'Nadia: Hello.',
    `Owen: I will send it.\n${line}`,
    'Nadia: Good.',
    'Owen: Yes.',
    'Nadia: Bye.',
  ]

  test.each([
    ['>> MI TRAN: I will call.', 'MI TRAN', 'I will call.'],
    ['>> Nadia: I will call.', 'Nadia', 'I will call.'],
    ['- Mi Tran: I will call.', 'Mi Tran', 'I will call.'],
    ['– Нина Юрьева: Я позвоню.', 'Нина Юрьева', 'Я позвоню.'],
    ['- Nadia: I will call.', 'Nadia', 'I will call.'],
    ['Mi Tran: I will call.', 'Mi Tran', 'I will call.'],
    ['Nadia: I will call.', 'Nadia', 'I will call.'],
  ])('%s begins a turn', (line, speaker, words) => {
    for (const write of [captions, srtOf]) {
      expect(turns(write(...below(line)))[2]).toEqual([speaker, words])
      expect(unclear(write(...below(line)))).toBeUndefined()
    }
  })

  test.each(['Lee: I will call.', '- Lee: I will call.', '>> LEE: I will call.', 'Ли: Позвоню.'])(
    '%s is nobody’s, with a warning',
    (line) => {
      for (const write of [captions, srtOf]) {
        expect(turns(write(...below(line)))[2]).toEqual([null, line])
        expect(unclear(write(...below(line)))).toMatchObject({ count: 1 })
      }
    },
  )

  test.each(['- and then, as said: nothing.', 'Note: It is late.', 'the reason: Costs.', '- No.'])(
    '%s stays in its turn',
    (line) => {
      const text = captions(...below(line))
      expect(turns(text)[1]).toEqual(['Owen', `I will send it. ${line}`])
      expect(unclear(text)).toBeUndefined()
    },
  )
})

describe('repetition', () => {
  test.each([
    ['You', 'Them'],
    ['Me', 'You'],
    ['Q', 'A'],
    ['I', 'P'],
    ['Speaker #1', 'Speaker #2'],
    ['1', '2'],
    ['Page', 'Link'],
    ['{Bob}', '"Ann"'],
    ['Спикер №1', 'Спикер №2'],
  ])('makes %s and %s speakers', (one, other) => {
    const said = [
      [one, 'How was it?'],
      [other, 'It was good.'],
      [one, 'Why?'],
      [other, 'They are quick.'],
    ]
    const written = said.map(([speaker, text]) => `${speaker}: ${text}`)
    expect(turns(lines(...written))).toEqual(said)
    expect(turns(captions(...written))).toEqual(said)
  })

  test.each([
    ['[SPEAKER_00]: Hi.', '[SPEAKER_01]: Yes.', 'SPEAKER_00', 'SPEAKER_01'],
    ['(speaker 0) Hi.', '(speaker 1) Yes.', 'speaker 0', 'speaker 1'],
    ['王芳：Hi.', '李强：Yes.', '王芳', '李强'],
    ['Nadia:Hi.', 'Owen:Yes.', 'Nadia', 'Owen'],
    ['\u200ENadia\u200E: Hi.', 'Owen: Yes.', 'Nadia', 'Owen'],
  ])('%s is a label in the dress of its file', (one, other, first, second) => {
    expect(turns(lines(one, other, one, other, one))).toEqual([
      [first, 'Hi.'],
      [second, 'Yes.'],
      [first, 'Hi.'],
      [second, 'Yes.'],
      [first, 'Hi.'],
    ])
  })
})

describe('names known from elsewhere', () => {
  const text = lines(
    'We begin now with a long talk about it.',
    'The lease: it ends.',
    'Robert "Bob" Lee: I will call.',
    'And more is said here, at length.',
  )
  test('are speakers, whatever they look like', () => {
    const bob = ['Robert "Bob" Lee', 'I will call.']
    expect(turns(text)[2]?.[0]).toBe(null)
    expect(turns(text, { participants: ['Robert "Bob" Lee'], directory: [] })[2]).toEqual(bob)
    expect(turns(text, { participants: [], directory: ['Lee, Robert "Bob"'] })[2]).toEqual(bob)
  })

  test('of a directory count as a whole only', () => {
    const note = lines('We talk at length here.', 'Lease: the end is in May.', 'That is all.')
    const known = { participants: [], directory: ['Anna Lease'] }
    expect(turns(note, known).every(([speaker]) => speaker === null)).toBe(true)
  })

  test('of the attendees of a Meet document are speakers, and others are not swallowed', () => {
    const meet = lines(
      '### Attendees',
      'Nadia Karim, He Wei, 42',
      '### Transcript',
      '**Nadia Karim:** We agreed.',
      '**42:** I will write.',
      '**Unknown?:** I will call.',
      '**He Wei:** Good.',
      '**Nadia Karim:** Bye.',
      '### Meeting ended after 00:10:00',
    )
    expect(turns(meet).map(([speaker]) => speaker)).toEqual([
      'Nadia Karim',
      '42',
      null,
      'He Wei',
      'Nadia Karim',
    ])
    expect(unclear(meet)).toMatchObject({ count: 1, line: 6 })
  })
})

describe('what stays speech', () => {
  test.each([
    'One thing was clear: nobody wants a second warehouse.',
    'Reminder: the bank is closed on Monday.',
    'Budget: the board left it as it is.',
    'First: the bank. Second: the lease.',
    'Agenda: Leeds, York, Hull.',
    '1: Leeds',
    '- Office: Leeds',
    'https://plan.example/a: it is there',
    'std::vector: good',
    'At 10:30 we stop.',
    'We then asked. The answer: No.',
    'All that we still have to talk about in this meeting today: The lease.',
    'Das Wichtigste, worüber heute noch alle miteinander reden müssen: Geld.',
    'Location: Leeds, Room 4.',
    'Тема: Бюджет, Офис.',
    'mailto:tess@plan.example reaches me.',
    'C:\\plans is the folder.',
    'Ratio 3:1, as agreed.',
    '- Tess Moran: writes the notes',
    '“We agree”: that is what he said.',
  ])('%s', (line) => {
    const text = lines(
      'Tess Moran: We keep the old supplier for now.',
      'Amir Haddad: Fine by me.',
      line,
      'Tess Moran: Two things are open.',
      'Amir Haddad: I will phone them.',
    )
    expect(unclear(text)).toBeUndefined()
    const said = read(text).segments.filter(({ speaker }) => speaker === 'Amir Haddad')
    expect(said.map((segment) => segment.text).join(' ')).toContain(line)
  })

  test('a colon in the middle of a paragraph whose labels open paragraphs', () => {
    const text = lines(
      'Tess Moran: We went through the',
      'points: Leeds, York and',
      'Budget: forty thousand.',
      '',
      'Amir Haddad: I agree.',
      'Office: Leeds is fine.',
      '',
      'Tess Moran: Good.',
      '',
      'Amir Haddad: Bye.',
    )
    expect([...new Set(turns(text).map(([speaker]) => speaker))]).toEqual([
      'Tess Moran',
      'Amir Haddad',
    ])
  })

  test('minutes of decisions and actions name nobody', () => {
    const text = lines(
      'Decision: We ship on Monday.',
      'Action: Nadia writes the notes.',
      'Decision: We drop the old plan.',
      'Action: Owen calls the bank.',
    )
    expect(turns(text).every(([speaker]) => speaker === null)).toBe(true)
  })
})

describe('lines of a name and a time', () => {
  test('an odd name above the words begins a turn', () => {
    const text = lines(
      'Ann  0:05',
      'Hello.',
      '',
      'Bob!  0:09',
      'I will call.',
      '',
      '- R2;  0:12',
      'Yes.',
      '',
      '🦊  0:15',
      'No.',
      '',
      'Ann  0:19',
      'Bye.',
    )
    expect(turns(text).map(([speaker]) => speaker)).toEqual(['Ann', 'Bob!', '- R2;', null, 'Ann'])
  })

  const WIDE = 'Anna Berg started transcription\n'
  const headed = (isTeams: boolean, gap: string, header: string): string =>
    [
      `${isTeams ? WIDE : ''}Anna Berg${gap}0:05`,
      'We agreed.',
      `Juri Petrow${gap}0:50`,
      'Fine.',
      header,
      WORDS,
      `Anna Berg${gap}1:30`,
      'Good.',
      `Juri Petrow${gap}1:40`,
      'Bye.',
      '',
    ].join(isTeams ? '\n' : '\n\n')

  const REFUSED = [
    'Mi Tran 1:05',
    'Мария Иванова 1:05',
    '王 芳 1:05',
    'Mi Tran {gap}1:O5',
    'Mi Tran{gap}1:75',
    'Mi Tran{gap}1:0?',
    'Bob!{gap}0:20',
    'No, really?{gap}0:20',
    '1:05{gap}Mi Tran',
    '1:05 Mi Tran',
    '[1:05] Mi Tran',
    'Mi Tran (1:05)',
    'Mi Tran - 1:05',
    'Mi Tran, 1:05',
    'Juri Petrow 1:05',
  ]
  test.each(REFUSED)('%s in another form than its file begins words of nobody', (form) => {
    for (const isTeams of [false, true]) {
      const gap = isTeams ? '   ' : '  '
      const header = form.replace('{gap}', gap)
      const text = headed(isTeams, gap, header)
      const file = isTeams ? docx(text.split('\n')) : new TextEncoder().encode(text)
      const { format, segments, warnings } = parseTranscript(file)
      expect(format).toBe(isTeams ? 'teams' : 'otter')
      expect(segments.map(({ speaker, startMs }) => [speaker, startMs])).toEqual([
        ['Anna Berg', 5_000],
        ['Juri Petrow', 50_000],
        [null, null],
        ['Anna Berg', 90_000],
        ['Juri Petrow', 100_000],
      ])
      expect(segments[2]?.text).toBe(`${header.replaceAll(/\s+/g, ' ')} ${WORDS}`)
      expect(warnings.find(({ code }) => code === 'labels_unclear')).toMatchObject({ count: 1 })
    }
  })

  test.each([
    'We meet again on Friday at 10:00',
    '9:30 is early, the train is at 8:05.',
    'The ratio is 3:10',
    'See you 1:10',
    'Friday 10:00',
    'It ran from 0:50 to 1:10',
    '10:15 it is.',
  ])('%s stays speech', (line) => {
    for (const isTeams of [false, true]) {
      const text = headed(isTeams, isTeams ? '   ' : '  ', line)
      expect(turns(text)[1]).toEqual(['Juri Petrow', `Fine. ${line} ${WORDS}`])
      expect(unclear(text)).toBeUndefined()
    }
  })

  test('a time between the name and the colon is a time', () => {
    const text = lines(
      'Mira 00:01: We agreed.',
      'Олег 00:07: Хорошо.',
      'Mira, 00:12: Who calls?',
      'Олег 00:15: Я.',
    )
    const { segments } = read(text)
    expect(segments.map(({ speaker, startMs }) => [speaker, startMs])).toEqual([
      ['Mira', 1_000],
      ['Олег', 7_000],
      ['Mira', 12_000],
      ['Олег', 15_000],
    ])
  })

  test('labels among marked voices are read, or warned about', () => {
    const voiced = (label: string) =>
      captions(
        '<v Mira>We agreed.',
        '<v Oleg Karim>Fine.',
        `${label}: ${WORDS}`,
        '<v Mira>Good.\nNote: It is late.',
        'and nobody said this.',
        '<v Mira>Bye.',
      )
    expect(turns(voiced('Oleg Karim'))[2]).toEqual(['Oleg Karim', WORDS])
    const known = { participants: ['Mi Tran'], directory: [] }
    expect(turns(voiced('Mi Tran'), known)[2]).toEqual(['Mi Tran', WORDS])
    for (const label of [
      'Mi Tran',
      'Lee',
      'Hurra! Vertrieb',
      'Desk #4',
      'Author',
      'Автор',
      'Lyon, 2nd floor, Desk 9',
    ]) {
      expect(turns(voiced(label))[2]).toEqual([null, `${label}: ${WORDS}`])
      expect(unclear(voiced(label))).toMatchObject({ count: 1, startMs: 2_000 })
    }
    for (const label of ['(Mi Tran)', '(Lee)', '[Author]']) {
      expect(turns(voiced(label).replace(`${label}:`, label))[2]?.[0]).toBe(null)
    }
    expect(turns(voiced('x').replace('x:', '(Oleg Karim)'))[2]).toEqual(['Oleg Karim', WORDS])
    expect(turns(voiced('Lee')).slice(3)).toEqual([
      ['Mira', 'Good. Note: It is late.'],
      [null, 'and nobody said this.'],
      ['Mira', 'Bye.'],
    ])
  })

  test('a label in the second line of a marked voice begins a turn', () => {
    const voiced = (line: string) =>
      captions('<v Mira>We agreed.', `<v Oleg Karim>Fine.\n${line}`, '<v Mira>Bye.')
    expect(turns(voiced('Mira: I will call.'))).toEqual([
      ['Mira', 'We agreed.'],
      ['Oleg Karim', 'Fine.'],
      ['Mira', 'I will call.'],
      ['Mira', 'Bye.'],
    ])
    expect(turns(voiced('Mi Tran: I will call.'))[2]).toEqual([null, 'Mi Tran: I will call.'])
    expect(unclear(voiced('Mi Tran: I will call.'))).toMatchObject({ count: 1, startMs: 1_000 })
    for (const line of ['Note: It is late.', 'Two things: Rent and heat.', '- No.']) {
      expect(turns(voiced(line))[1]).toEqual(['Oleg Karim', `Fine. ${line}`])
      expect(unclear(voiced(line))).toBeUndefined()
    }
  })

  test('a row whose tabs became spaces is nobody’s, with a warning', () => {
    for (const row of ['00:00:07  Bob  I will call.', '00:00:07 Bob: I will call.']) {
      const text = `00:00:05\tAnn\tHello.\n${row}\n00:00:09\tAnn\tBye.\n`
      expect(turns(text).map(([speaker]) => speaker)).toEqual(['Ann', null, 'Ann'])
      expect(unclear(text)).toMatchObject({ count: 1, line: 2 })
    }
    const going = '00:00:05\tAnn\tHello.\nAnd good morning.\n00:00:09\tBob\tBye.\n'
    expect(turns(going)[0]).toEqual(['Ann', 'Hello. And good morning.'])
  })

  test('a row whose time cannot be read is nobody’s, with a warning', () => {
    const text = '00:00:05\tAnn\tHello.\n0:0?\tBob\tI will call.\n00:00:09\tAnn\tBye.\n'
    expect(turns(text).map(([speaker]) => speaker)).toEqual(['Ann', null, 'Ann'])
    expect(unclear(text)).toMatchObject({ count: 1, line: 2 })
  })
})
