import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'
import { fileSamples, textSamples } from './test/fixtures.ts'
import { type TranscriptFormat, transcriptFormats } from './types.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = (text: string) => parseTranscript(bytes(text))
const turns = (file: Uint8Array) =>
  parseTranscript(file).segments.map(({ speaker, startMs, text }) => [speaker, startMs, text])
const says = (text: string) => turns(bytes(text))

const cp1251Bytes = new Map(
  Array.from({ length: 256 }, (_, byte) => [
    new TextDecoder('windows-1251').decode(Uint8Array.of(byte)),
    byte,
  ]),
)
const cp1251 = (text: string): Uint8Array =>
  Uint8Array.from(text, (char) => cp1251Bytes.get(char) ?? 0x3f)
const fitsCp1251 = (text: string): boolean => [...text].every((char) => cp1251Bytes.has(char))
const utf16 = (text: string, isBigEndian: boolean): Uint8Array => {
  const little = Buffer.from(`\uFEFF${text}`, 'utf16le')
  return isBigEndian ? little.swap16() : little
}

/** The formats that the samples leave to tests of their own. */
const others: [TranscriptFormat, string][] = [
  ['webvtt', 'WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v Ada>Hello there everybody\n'],
  ['srt', '1\n00:00:01,000 --> 00:00:04,000\nAda: Hello there everybody\n'],
  ['csv', 'Speaker,Start,Text\nAda,00:00:01,Hello there everybody\nBen,00:00:05,Hello Ada\n'],
  ['json', '[{"speaker":"Ada","start":1,"end":4,"text":"Hello there everybody"}]'],
]

test.each(others)('%s is recognised', (format, text) => {
  expect(run(text).format).toBe(format)
})

test('every format has a sample that is recognised', () => {
  const samples = [...textSamples, ...fileSamples].map(({ format }) => format)
  const sampled = new Set([...samples, ...others.map(([format]) => format)])
  expect(transcriptFormats.filter((format) => !sampled.has(format))).toEqual([])
})

describe('every text format', () => {
  test.each(textSamples.map((sample) => [sample.name, sample] as const))('%s', (_, sample) => {
    const imported = run(sample.text)
    expect(imported.format).toBe(sample.format)
    expect(says(sample.text)).toEqual(sample.turns)
    expect(imported.timesApproximate).toBe(sample.format === 'meet')
  })

  test.each(textSamples.map((sample) => [sample.name, sample] as const))(
    '%s in other encodings and with other line ends',
    (_, { text, turns: expected }) => {
      expect(says(text.replaceAll('\n', '\r\n'))).toEqual(expected)
      expect(turns(utf16(text, false))).toEqual(expected)
      expect(turns(utf16(text, true))).toEqual(expected)
      if (!fitsCp1251(text) || !/[а-я]{20}|[а-я] [а-я]/.test(text)) return
      expect(parseTranscript(cp1251(text)).encoding).toBe('windows-1251')
      expect(turns(cp1251(text))).toEqual(expected)
    },
  )

  test.each(fileSamples.map((sample) => [sample.name, sample] as const))('%s', (_, sample) => {
    const imported = parseTranscript(sample.bytes, { fileName: 'notes.txt' })
    expect(imported.format).toBe(sample.format)
    expect(turns(sample.bytes)).toEqual(sample.turns)
    expect(imported.timesApproximate).toBe(sample.format === 'meet')
  })
})

describe('names and times above the words', () => {
  test('the line below a header is speech, whatever it looks like', () => {
    const file =
      'Ann Berg  0:05\nRoom B  9:30\n\nBob  0:09\nIs it at 10?\n\nAnn Berg  0:12\nYes.\n\nBob  0:15\nGood.\n\nAnn Berg  1:02:15\nBye.\n'
    expect(says(file)).toEqual([
      ['Ann Berg', 5_000, 'Room B 9:30'],
      ['Bob', 9_000, 'Is it at 10?'],
      ['Ann Berg', 12_000, 'Yes.'],
      ['Bob', 15_000, 'Good.'],
      ['Ann Berg', 3_735_000, 'Bye.'],
    ])
  })

  test('a name that is missing or unknown stays unknown', () => {
    const file =
      'Ann  0:05\nHello.\n\n0:09\nHi.\n\nUnknown Speaker  0:12\nHey.\n\nBob  0:15\nBye.\n'
    expect(says(file).map(([speaker]) => speaker)).toEqual(['Ann', null, null, 'Bob'])
  })

  test('a bare time that runs backwards, or stands inside a paragraph, is speech', () => {
    const file = 'Ann  10:05\nWe meet at\n11:15\nand not later.\n\n9:30\n\nBob  10:20\nFine.\n'
    expect(says(file)).toEqual([
      ['Ann', 605_000, 'We meet at 11:15 and not later. 9:30'],
      ['Bob', 620_000, 'Fine.'],
    ])
  })

  test('title and date are no speech, words above the first name are', () => {
    const rest = 'Ann  0:05\nHello there.\n\nBob  0:09\nHi.\n'
    expect(run(`Weekly sync\n2 January 2026\n\n${rest}`)).toMatchObject({ title: 'Weekly sync' })
    expect(says(`Weekly sync\n\n${rest}`)).toHaveLength(2)
    expect(says(`We had already begun to talk.\n\n${rest}`)[0]).toEqual([
      null,
      null,
      'We had already begun to talk.',
    ])
  })

  test('somebody who speaks of transcription is heard', () => {
    const file = 'Ann  0:05\nFirst.\n\nThen we started transcription\n\nBob  0:09\nYes.\n'
    expect(says(file)[0]?.[2]).toBe('First. Then we started transcription')
  })

  test('bare times above lines with names do not hide the names', () => {
    const file = '00:00:05\nAnn: Hello.\n\n00:00:12\nBob: Hi.\n\n00:00:15\nAnn: Bye.\n'
    expect(says(file).map(([speaker]) => speaker)).toEqual(['Ann', 'Bob', 'Ann'])
  })

  test('an agenda is no transcript of anybody', () => {
    const file = 'Introduction  9:30\nBudget  9:45\nLunch  12:30\nWorkshop  13:30\n'
    expect(run(file).format).toBe('plain')
    expect(says(file).every(([speaker, startMs]) => speaker === null && startMs === null)).toBe(
      true,
    )
  })
})

describe('text separated by tabs', () => {
  test('columns are told by what they hold', () => {
    const expected = [
      ['Ann', 5_000, 'Hello.'],
      [null, 9_000, 'Hi there.'],
    ]
    expect(says('00:00:05\tAnn\tHello.\n00:00:09\t\tHi there.\n')).toEqual(expected)
    expect(says('Ann\t0:05\tHello.\n\t0:09\tHi there.\n')).toEqual(expected)
    expect(says('[00:05]\tAnn\tHello.\n[00:09]\tHi there.\n')).toEqual(expected)
    expect(run('0:00:05\t0:00:07\tAnn\tHello.\n0:00:09\t0:00:10\tBob\tHi.\n').segments).toEqual([
      { speaker: 'Ann', startMs: 5_000, endMs: 7_000, text: 'Hello.' },
      { speaker: 'Bob', startMs: 9_000, endMs: 10_000, text: 'Hi.' },
    ])
  })

  test('times of the day are no places in a recording', () => {
    const imported = run('14:05:10\tAnn\tHello.\n14:05:20\tBob\tHi.\n')
    expect(imported.segments.map(({ startMs }) => startMs)).toEqual([null, null])
    expect(imported.warnings.map(({ code }) => code)).toEqual(['times_left_out'])
  })

  test.each([
    '00:12:45\tAnn Berg:\tgm\n00:12:51\tBob:\tgm!\n',
    'Chat of the meeting\n00:12:45\tAnn Berg:\tgm\n00:12:51\tBob:\tgm!\n',
    '00:12:45\t Ольга Ёлкина:\tпривет\r\n00:12:51\tПётр:\tпривет!\r\n',
  ])('a chat is refused as a chat', (text) => {
    expect(() => run(text)).toThrow(/chat export/)
  })
})

describe('Google Meet', () => {
  const body = '00:00:00\n\nAnn Berg: Hello.\nBob: Hi.\n\n00:05:00\n\nBob: Bye.\n'

  test('who only presents or takes notes is nobody, and who only listens says nothing', () => {
    const file = `Sync - Transcript\n\nAttendees\nAnn Berg, Ann Berg's Presentation, Otter Notetaker, Carl, Bob\n\nTranscript\n\n${body}\nMeeting ended after 00:06:00\n`
    const imported = run(file)
    expect(imported).toMatchObject({ format: 'meet', title: 'Sync - Transcript' })
    expect([...new Set(imported.segments.map(({ speaker }) => speaker))]).toEqual([
      'Ann Berg',
      'Bob',
    ])
    expect(imported.warnings).toEqual([])
  })

  test('an attendee who speaks once is known, a remark that looks like one is not', () => {
    const file = `Attendees\nAnn Berg, Bob, carl42\n\nTranscript\n\n00:00:00\nAnn Berg: Hello.\nReminder: bring the keys.\ncarl42: Yes.\nBob: Hi.\nAnn Berg: Then we go.\n`
    expect(says(file).map(([speaker, , text]) => [speaker, text])).toEqual([
      ['Ann Berg', 'Hello. Reminder: bring the keys.'],
      ['carl42', 'Yes.'],
      ['Bob', 'Hi.'],
      ['Ann Berg', 'Then we go.'],
    ])
  })

  test('words above the first time have none', () => {
    const file = `Attendees\nAnn, Bob\nTranscript\nAnn: Early.\n00:05:00\nBob: Late.\n`
    expect(says(file)).toEqual([
      ['Ann', null, 'Early.'],
      ['Bob', 300_000, 'Late.'],
    ])
  })

  test('notes without a transcript are refused as notes', () => {
    expect(() =>
      run('📝 Notes\nJan 2, 2026\nSync\nSummary\nThe budget was discussed and agreed.\n'),
    ).toThrow(expect.objectContaining({ code: 'transcript_unrecognised', reason: 'notes_only' }))
  })
})

describe('captions', () => {
  test('SBV: names in the text, several lines, cues without words', () => {
    const file =
      '0:00:01.000,0:00:03.000\nAnn: One\nand two.\n\n0:00:03.000,0:00:04.000\n\n0:00:04.000,0:00:05.000\nBob: Three.\n'
    expect(run(file).segments).toEqual([
      { speaker: 'Ann', startMs: 1_000, endMs: 3_000, text: 'One and two.' },
      { speaker: 'Bob', startMs: 4_000, endMs: 5_000, text: 'Three.' },
    ])
  })

  test('SBV: a time that cannot be read is said', () => {
    const imported = run('0:00:01.000,0:00:03.000\nOne.\n\n0:00:0b.000,0:00:04.000\nTwo.\n')
    expect(imported.segments).toHaveLength(1)
    expect(imported.warnings.map(({ code }) => code)).toEqual([
      'no_speakers',
      'cues_skipped',
      'text_without_time',
    ])
  })

  test('SRT of Otter: a name stands in some cues only', () => {
    const cue = (at: number, text: string): string =>
      `${at}\n00:00:0${at},000 --> 00:00:0${at},900\n${text}\n`
    const file = [
      cue(1, 'Ann Berg: One.'),
      cue(2, 'Two, and no name.'),
      cue(3, 'Bob: Three.'),
      cue(4, 'Ann Berg: Four.'),
      cue(5, 'Bob: Five.'),
    ].join('\n')
    expect(says(file).map(([speaker]) => speaker)).toEqual([
      'Ann Berg',
      null,
      'Bob',
      'Ann Berg',
      'Bob',
    ])
  })
})
