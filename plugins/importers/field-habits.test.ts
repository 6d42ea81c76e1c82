import { describe, expect, test } from 'bun:test'
import { ImportError, parseTranscript } from './index.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
type Row = [speaker: string | null, startMs: number | null, said: string]

const rowsOf = (bytes: Uint8Array): Row[] =>
  parseTranscript(bytes).segments.map(({ speaker, startMs, text }) => [speaker, startMs, text])
const read = (text: string): Row[] => rowsOf(encode(text))
const readJson = (document: unknown): Row[] => read(JSON.stringify(document))
const reasonOf = (text: string | Uint8Array): string | null => {
  try {
    parseTranscript(typeof text === 'string' ? encode(text) : text)
    return null
  } catch (error) {
    return error instanceof ImportError ? error.reason : String(error)
  }
}

describe('JSON', () => {
  const word = (said: string, seconds: number, tag: number) => ({
    startTime: `${seconds}s`,
    endTime: `${seconds + 0.4}s`,
    word: said,
    speakerTag: tag,
  })
  const tagged = [
    ...['We', 'start.'].map((said, at) => word(said, 3 + at / 2, 1)),
    ...['Numbers', 'are', 'fine.'].map((said, at) => word(said, 10 + at / 2, 2)),
  ]
  const turns: Row[] = [
    ['Speaker 1', 3000, 'We start.'],
    ['Speaker 2', 10_000, 'Numbers are fine.'],
  ]

  test('words with voices of their own are turns, not all the first one’s', () => {
    expect(readJson({ results: [{ alternatives: [{ transcript: 'x', words: tagged }] }] })).toEqual(
      turns,
    )
    const words = tagged.map(({ word: text, startTime, speakerTag }) => ({
      word: text,
      start: Number.parseFloat(startTime),
      speaker: `Speaker ${speakerTag}`,
    }))
    expect(readJson({ segments: [{ start: 3, end: 12, text: 'x', words }] })).toEqual(turns)
  })

  test('a last result that says all of it again, with voices, stands alone', () => {
    const bare = tagged.map(({ speakerTag: _tag, ...rest }) => rest)
    const results = [
      { alternatives: [{ transcript: 'We start.', words: bare.slice(0, 2) }] },
      { alternatives: [{ transcript: ' Numbers are fine.', words: bare.slice(2) }] },
      { alternatives: [{ words: tagged }] },
    ]
    expect(readJson({ results })).toEqual(turns)
  })

  test.each([
    ['a sender', { text: 'Fine.', from: { name: 'Boris' }, timeOffset: 5 }],
    ['an offset as a duration', { speaker: 'Boris', offset: 'PT5S', text: 'Fine.' }],
    ['times of each word', { speaker: 'Boris', transcript: 'Fine.', timestamps: [5, 6, 7] }],
    ['tags around the words', { speaker: 'Boris', start: 5, text: '<p>Fine.</p>' }],
  ])('%s', (_, turn) => {
    expect(readJson({ messages: [turn, turn] })[0]).toEqual(['Boris', 5000, 'Fine.'])
  })

  test('sentences of a tool that is not Fireflies', () => {
    const sentences = ['Anna', 'Boris'].map((speaker, at) => ({
      speaker,
      timestamp: `00:00:0${at}`,
      transcript: 'Fine.',
    }))
    expect(readJson({ sentences })).toEqual([
      ['Anna', 0, 'Fine.'],
      ['Boris', 1000, 'Fine.'],
    ])
  })

  test.each([
    ['text', 'Anna: Good morning.\nBoris: Hi.\nAnna: Bye.'],
    ['captions', 'WEBVTT\n\n00:01.000 --> 00:02.000\nAnna: Good morning.\n'],
    ['JSON', JSON.stringify([{ speaker: 'Anna', start: 1, text: 'Good morning.' }])],
  ])('a transcript as %s in a field', (_, transcript) => {
    expect(readJson({ id: 'x', data: { transcript } })[0]?.[2]).toContain('Good morning.')
  })

  test('rows without names of fields are refused, never spoken', () => {
    expect(reasonOf(JSON.stringify([[3, 'Anna', 'Hi.']]))).toBe('json_segment')
    expect(reasonOf('{"a": 1}\n{"b": 2}\n')).toBe('json_unknown')
  })
})

describe('captions', () => {
  const vtt = (cue: string) => read(`WEBVTT\n\n00:01.000 --> 00:02.000\n${cue}\n`)[0]?.[2]

  test.each(['Use a<b.', 'If a<b and c>d then.', 'It is 5 <s'])('%s keeps its words', (said) => {
    expect(vtt(said)).toBe(said)
  })

  test('names in quotes, and codes of SSA', () => {
    expect(read('WEBVTT\n\n00:01.000 --> 00:02.000\n<v "Anna">Hi.</v>\n')).toEqual([
      ['Anna', 1000, 'Hi.'],
    ])
    expect(vtt('{\\an8}{\\pos(1,2)}Good morning.')).toBe('Good morning.')
  })

  test.each([
    ['00:00:03,000 - 00:00:07,000'],
    ['00:00:03, 000 --> 00:00:07, 000'],
    ['00 : 00 : 03,000 --> 00 : 00 : 07,000'],
    ['00：00：03，000 --> 00：00：07，000'],
    ["00:00:03'000 --> 00:00:07'000"],
  ])('%s', (times) => {
    expect(read(`1\n${times}\nGood morning.\n`)).toEqual([[null, 3000, 'Good morning.']])
  })

  test('a name and a number in the identifier of each cue', () => {
    const cue = (id: string, at: number) => `${id}\n00:0${at}.000 --> 00:0${at + 1}.000\nHi.\n`
    const text = ['Anna-0', 'Boris-1', 'Anna-2', 'Boris-3'].map(cue).join('\n')
    expect(read(`WEBVTT\n\n${text}`).map(([speaker]) => speaker)).toEqual([
      'Anna',
      'Boris',
      'Anna',
      'Boris',
    ])
  })

  const turns = [
    ['Anna', 1, 'We start with it.'],
    ['Boris', 3, 'It looks fine.'],
    ['Anna', 5, 'Then we send it.'],
  ] as const

  test.each<[string, (name: string, said: string, at: number) => string]>([
    ['a bar', (name, said) => `${name} | ${said}`],
    ['a dash', (name, said) => `${name} - ${said}`],
    ['braces', (name, said) => `{${name}} ${said}`],
    ['angle brackets', (name, said) => `<${name}> ${said}`],
    ['the time once more', (name, said, at) => `[00:00:0${at}] ${name}: ${said}`],
    [
      'all that Teams knows, as JSON',
      (name, said) => JSON.stringify({ startDateTime: 'x', speakerName: name, spokenText: said }),
    ],
  ])('names set off by %s', (_, write) => {
    const cues = turns.map(
      ([name, at, said]) => `00:0${at}.000 --> 00:0${at + 1}.000\n${write(name, said, at)}\n`,
    )
    expect(read(`WEBVTT\n\n${cues.join('\n')}`)).toEqual(
      turns.map(([name, at, said]): Row => [name, at * 1000, said]),
    )
  })

  test('three cues that roll up', () => {
    const lines = ['we start', 'with a plan', 'for the year', 'and go on', 'to the end']
    const cues = [0, 1, 2].map(
      (at) => `00:0${at}.000 --> 00:0${at + 1}.000\n${lines.slice(at, at + 3).join('\n')}\n`,
    )
    expect(
      read(`WEBVTT\n\n${cues.join('\n')}`)
        .map(([, , said]) => said)
        .join(' '),
    ).toBe(lines.join(' '))
  })

  test.each([
    ['{75}{150}Hello.\n{250}{300}Hi.\n'],
    ['<SAMI><BODY>\n<SYNC Start=3000><P>Hello.\n'],
    ['Scenarist_SCC V1.0\n\n00:00:03:00\t9420 9420\n'],
  ])('of another kind are named as such: %s', (text) => {
    expect(reasonOf(text)).toBe('other_captions')
  })
})

describe('encodings', () => {
  const said = ['Los números están aquí.', 'El año próximo también.', 'Así será.']
  const inBytes = (byteOf: Record<string, number>) =>
    Uint8Array.from([...said.join('\n')], (sign) => byteOf[sign] ?? sign.charCodeAt(0))

  test.each([
    ['DOS', { á: 0xa0, é: 0x82, í: 0xa1, ó: 0xa2, ú: 0xa3, ñ: 0xa4 }],
    ['old Macs', { á: 0x87, é: 0x8e, í: 0x92, ó: 0x97, ú: 0x9c, ñ: 0x96 }],
  ])('letters of %s are never read as those of Windows', (_, byteOf) => {
    expect(reasonOf(inBytes(byteOf))).toBe('encoding_unknown')
  })

  test('UTF-8 that was encoded twice is read as it was', () => {
    const text = 'Анна: Начнём с бюджета.\nБорис: Хорошо.\nАнна: Тогда в пятницу.'
    const twice = encode(new TextDecoder('windows-1252').decode(encode(text)))
    expect(rowsOf(twice)).toEqual(read(text))
  })
})
