import { describe, expect, setDefaultTimeout, test } from 'bun:test'
import { ImportError, parseTranscript } from './index.ts'

setDefaultTimeout(60_000)

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = (text: string) => parseTranscript(bytes(text))
const latin1 = (text: string): Uint8Array => Uint8Array.from(text, (char) => char.charCodeAt(0))

const SPEECH = 'Ann: Naïve “plan” — ready?\nBob: Yes, it is.\n'
const RUSSIAN = 'Ольга: Всё готово, и мы начинаем.\nПётр: Да, я тоже тут.\n'

const utf16 = (text: string, isBigEndian: boolean): Uint8Array => {
  const view = new DataView(new ArrayBuffer(text.length * 2))
  for (let index = 0; index < text.length; index += 1) {
    view.setUint16(index * 2, text.charCodeAt(index), !isBigEndian)
  }
  return new Uint8Array(view.buffer)
}

const cp1251 = (text: string): Uint8Array =>
  Uint8Array.from(text, (char) => {
    const code = char.charCodeAt(0)
    if (char === 'ё') return 0xb8
    return code >= 0x410 && code <= 0x44f ? code - 0x410 + 0xc0 : code
  })

describe('encodings', () => {
  test.each([
    ['utf-8', 'utf-8', bytes(SPEECH), SPEECH],
    ['utf-8 with a mark', 'utf-8', bytes(`\uFEFF${SPEECH}`), SPEECH],
    ['utf-16le with a mark', 'utf-16le', utf16(`\uFEFF${SPEECH}`, false), SPEECH],
    ['utf-16be with a mark', 'utf-16be', utf16(`\uFEFF${RUSSIAN}`, true), RUSSIAN],
    ['utf-16le without a mark', 'utf-16le', utf16(RUSSIAN, false), RUSSIAN],
    ['utf-16be without a mark', 'utf-16be', utf16(SPEECH, true), SPEECH],
    ['windows-1251', 'windows-1251', cp1251(RUSSIAN), RUSSIAN],
  ])('%s', (_, encoding, file, text) => {
    const imported = parseTranscript(file)
    expect(imported.encoding).toBe(encoding as typeof imported.encoding)
    expect(imported.segments).toEqual(run(text).segments)
    expect(imported.segments).toHaveLength(2)
  })

  test('West European names survive without a mark', () => {
    const imported = parseTranscript(latin1('Ren\xe9: Tr\xe8s bien.\nZo\xeb: Merci.\n'))
    expect(imported.encoding).toBe('windows-1252')
    expect(imported.segments.map(({ speaker }) => speaker)).toEqual(['René', 'Zoë'])
  })
})

describe('files that are something else', () => {
  test.each([
    ['MP3', latin1(`ID3\x04${'\0'.repeat(50)}`), /MP3 recording.*Upload it as a recording/],
    ['MP4', latin1('\0\0\0\x20ftypisom\0\0'), /MP4/],
    ['WAV', latin1('RIFF\x10\0\0\0WAVEfmt '), /WAV/],
    ['WebM', latin1('\x1a\x45\xdf\xa3\x01\0'), /WebM/],
    ['ZIP', latin1('PK\x03\x04\x14\0notes.txt'), /ZIP archive.*Unpack/],
    ['PDF', latin1('%PDF-1.7\n'), /PDF/],
    ['HTML', bytes('\n<!DOCTYPE html><html><body>Ann: hello</body></html>'), /web page/],
    ['a chat', bytes('00:12:45\tAnn Berg:\tgm\r\n00:12:51\tBob:\tgm!\r\n'), /chat export/],
    ['an older chat', bytes('12:45:01 From Ann to Everyone:\n\tgm\n'), /chat export/],
    ['binary data', latin1('\x01\x02\x03abc\x05\x06\x0e\x0f\x10\x11'), /binary data/],
  ])('%s is named, and what to do instead', (_, file, message) => {
    expect(() => parseTranscript(file, { fileName: 'a.vtt' })).toThrow(message)
    expect(() => parseTranscript(file)).toThrow(
      expect.objectContaining({ code: 'transcript_unrecognised', expected: expect.any(Array) }),
    )
  })

  test.each([
    ['no bytes', '', /is empty/],
    ['white space', ' \n\t\n', /white space/],
    ['a caption file without a cue', 'WEBVTT\n\nNOTE nothing here\n', /without a single timed cue/],
    ['cues without words', 'WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann></v>\n', /no words/],
    ['an empty list', '[]', /no words/],
  ])('%s is refused as empty', (_, text, message) => {
    expect(() => run(text)).toThrow(message)
    expect(() => run(text)).toThrow(expect.objectContaining({ code: 'transcript_empty' }))
  })
})

describe('bounds', () => {
  const tooLarge = expect.objectContaining({ code: 'transcript_too_large' })

  const orTooLarge = <T>(read: () => T): T | null => {
    try {
      return read()
    } catch (error) {
      expect(error).toEqual(tooLarge)
      return null
    }
  }

  test('a file above 20 MB is refused unread', () => {
    expect(() => parseTranscript(new Uint8Array(20 * 1024 * 1024 + 1))).toThrow(tooLarge)
  })

  test.each([
    ['WebVTT', `WEBVTT\n\n${'00:01.000 --> 00:02.000\n\n'.repeat(800_000)}`],
    ['SRT', '0:1.0-->0:2.0\na\n\n'.repeat(1_000_000)],
    ['plain text', 'A: b\n'.repeat(1_000_000)],
    ['JSON', `[${'{"text":"a"},'.repeat(1_000_000)}{"text":"a"}]`],
    ['Fireflies', `{"sentences":[${'{"text":"a"},'.repeat(1_000_000)}{"text":"a"}]}`],
    ['SBV', '0:0:1.0,0:0:2.0\na\n\n'.repeat(150_000)],
    ['Otter', 'A  0:01\na\n'.repeat(150_000)],
    ['tabs', '0:01\tA\ta\n'.repeat(150_000)],
    ['Meet', `Attendees\nA, B\nTranscript\n${'00:00:01\nA: b\n'.repeat(150_000)}`],
  ])('more cues of %s than any meeting has are refused', (_, text) => {
    expect(() => run(text)).toThrow(tooLarge)
  })

  test('a file of nothing but lines is refused', () => {
    expect(() => run('1\n00:00:01,000 --> 00:00:02,000\n' + 'a\n'.repeat(1_000_001))).toThrow(
      /more than 1000000 lines/,
    )
  })

  test('more segments than a meeting has are refused after joining', () => {
    expect(() => run(`[${Array(20_001).fill('{"text":"a"}').join(',')}]`)).toThrow(/20001 segments/)
    expect(run(`[${Array(20_000).fill('{"text":"a"}').join(',')}]`).segments).toHaveLength(20_000)
  })

  test.each([
    ['open tags', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'<b>'.repeat(1_000_000)}a`],
    ['open brackets', `WEBVTT\n\n00:01.000 --> 00:02.000\na${'<'.repeat(5_000_000)}`],
    ['entities', `WEBVTT\n\n00:01.000 --> 00:02.000\n${'&amp'.repeat(1_000_000)}`],
    ['combining marks', `Ann: a${'\u0323\u0301'.repeat(1_000_000)}`],
    ['stars', `${'**'.repeat(2_000_000)}Ann: hello`],
    ['spaces', `Ann:${' '.repeat(5_000_000)}hello`],
    ['brackets', `Ann ${'['.repeat(2_000_000)} hello`],
    ['periods', `Ann: ${'. '.repeat(2_000_000)}`],
    ['dashes', `${'- '.repeat(2_000_000)}\nhello`],
    ['colons', `${'a:'.repeat(2_000_000)}b`],
    ['tabs', `0:01\tAnn\tHello.\n${'\t'.repeat(1_000_000)}`],
    ['rows of tabs', `0:01\tAnn\tHello.\n${'0:01\t'.repeat(200_000)}`],
    ['a name above', `${'Ann '.repeat(250_000)}  0:15\nHello.\n\nBob  0:20\nHi.\n`],
    ['gaps', `Ann  0:15\nHello.\n\n${' '.repeat(1_000_000)}0:20\nHi.\n`],
    ['digits', `Ann  0:15\nHello.\n\nBob  ${'1:'.repeat(500_000)}20\nHi.\n`],
    ['attendees', `Attendees\n${'Ann, '.repeat(300_000)}\nTranscript\nAnn: Hello.\n`],
    ['marks', `Attendees\nAnn\n${'# '.repeat(500_000)}\nTranscript\nAnn: Hello.\n`],
    ['labels in brackets', `${`${'('.repeat(118)}: x\n`.repeat(10_000)}Ann: Hello.\n`],
    ['labels of initials', `${`${'a.'.repeat(59)}: x\n`.repeat(10_000)}Ann: Hello.\n`],
    ['labels of direction marks', `${'\u200E'.repeat(1_000_000)}Ann: Hello.\n`],
    ['bold', `Attendees\nAnn\nTranscript\nAnn: a\n${'**a'.repeat(400_000)}:\n`],
    ['times of SBV', `0:00:01.000,0:00:02.000\nHi.\n\n${'0:00:01.000,'.repeat(400_000)}\n`],
    ['times', `WEBVTT\n\n${'00:'.repeat(2_000_000)} --> \nhello\n\n00:01.000 --> 00:02.000\nhi`],
  ])('a flood of %s is refused or stays bounded', (_, text) => {
    const segments = orTooLarge(() => run(text).segments) ?? []
    expect(segments.length).toBeLessThanOrEqual(20_000)
    expect(Math.max(0, ...segments.map(({ text }) => text.length))).toBeLessThanOrEqual(10_000)
  })

  test('more words than twelve hours hold are refused with what to do', () => {
    const cues = (count: number, text: string) =>
      JSON.stringify(Array.from({ length: count }, () => ({ text })))
    const sentence = `${'word '.repeat(29)}ends.`
    expect(run(cues(10_000, sentence)).segments).toHaveLength(10_000)
    expect(() => run(cues(10_001, sentence))).toThrow(
      /1500150 characters of text; 1500000, .* Split it into parts/,
    )
    expect(() => run(cues(10_001, sentence))).toThrow(tooLarge)
  })

  test('a JSON string that never ends is refused', () => {
    expect(() => run(`["${'\\"'.repeat(2_000_000)}\\`)).toThrow(ImportError)
  })

  test('deep JSON is refused before it is parsed', () => {
    expect(() => run(`{"segments":[{"text":"[[","x":${'['.repeat(5_000_000)}`)).toThrow(
      /more than 32 levels/,
    )
  })

  test('long texts are cut at ends of sentences, with the outer times only', () => {
    const sentence = `${'word '.repeat(60)}end.`
    const file = JSON.stringify([
      { speaker: 'Ann', start: 1, end: 900, text: Array(100).fill(sentence).join(' ') },
    ])
    const { segments, warnings } = run(file)
    expect(segments.length).toBeGreaterThan(2)
    expect(segments.every(({ text }) => text.endsWith('end.') && text.length <= 10_000)).toBe(true)
    expect(segments[0]).toMatchObject({ startMs: 1000, endMs: null })
    expect(segments.at(-1)).toMatchObject({ startMs: null, endMs: 900_000 })
    expect(segments.map(({ text }) => text).join(' ')).toBe(Array(100).fill(sentence).join(' '))
    expect(warnings.map(({ code }) => code)).toEqual(['segments_cut'])
  })

  test('a text without any place to cut is cut between characters, never inside one', () => {
    const { segments } = run(JSON.stringify([{ text: `a${'😀'.repeat(10_000)}` }]))
    expect(segments.map(({ text }) => text).join('')).toBe(`a${'😀'.repeat(10_000)}`)
    expect(segments.every(({ text }) => text.isWellFormed())).toBe(true)
  })

  test('each of twenty thousand speakers is kept, and more are refused', () => {
    const talk = (count: number): string =>
      Array.from({ length: count }, (_, at) => `Person ${at}  0:15\nHello.\n`).join('\n')
    expect(new Set(run(talk(20_000)).segments.map(({ speaker }) => speaker)).size).toBe(20_000)
    expect(() => run(talk(100_000))).toThrow(tooLarge)
  })

  test.each([
    ['Otter', (name: string) => `Bob  0:10\nHi.\n\n${name}  0:15\nHello.\n\nBob  0:20\nBye.\n`],
    ['tabs', (name: string) => `0:10\tBob\tHi.\n0:15\t${name}\tHello.\n0:20\tBob\tBye.\n`],
    [
      'Meet',
      (name: string) => `Attendees\n${name}\nTranscript\nBob: Hi.\n${name}: Hello.\nBob: Bye.\n`,
    ],
    [
      'Fathom',
      (name: string) =>
        JSON.stringify([{ speaker: { display_name: name }, text: 'Hello.', timestamp: null }]),
    ],
  ])('a name of 10,000 characters in %s is no name, or is cut', (_, write) => {
    const { segments } = run(write('x'.repeat(10_000)))
    expect(Math.max(...segments.map(({ speaker }) => speaker?.length ?? 0))).toBeLessThanOrEqual(
      200,
    )
    expect(segments.map(({ text }) => text).join(' ')).toContain('Hello.')
  })

  test('NUL bytes and halves of characters are taken out of each text', () => {
    const file = 'A\0nn  0:15\nHel\0lo.\n\nBob  0:20\nHi \u202Ethere.\n'
    expect(run(file).segments.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Ann', 'Hello.'],
      ['Bob', 'Hi there.'],
    ])
    const json = '{"sentences":[{"text":"a\\ud800 b\\u0000","speaker_name":"\\udc00Ann"}]}'
    expect(run(json).segments).toMatchObject([{ speaker: '\uFFFDAnn', text: 'a\uFFFD b' }])
  })

  test('names are cut to 200 characters', () => {
    const { segments, warnings } = run(JSON.stringify([{ speaker: 'x'.repeat(300), text: 'a' }]))
    expect(segments[0]?.speaker).toBe('x'.repeat(200))
    expect(warnings.map(({ code }) => code)).toEqual(['names_cut'])
  })

  test('invisible characters are removed and the rest is composed', () => {
    const file = JSON.stringify([
      {
        speaker: '\u202EAnn\u0000',
        text: 'e\u0301\u0007 a\u2066b\u{E0041}c \u202Eevil\ud800 x\u200By\u000bz',
      },
    ])
    expect(run(file).segments).toEqual([
      { speaker: 'Ann', startMs: null, endMs: null, text: 'é abc evil\uFFFD xy z' },
    ])
  })
})

describe('language', () => {
  test.each([
    ['en', 'Ann: I think that we have to go on with this.\nBob: Yes, and so do I.\n'],
    ['ru', 'Аня: Ну, мы это уже обсуждали на той неделе.\nИлья: Да, и я за.\n'],
    [null, 'Anna: Ich denke, dass wir heute noch fertig werden.\nBert: Ja, genau, sehr gut.\n'],
    [null, 'Оля: Що ми робимо сьогодні, і чому це їм потрібно?\nПетро: Її немає.\n'],
    [null, 'Ann: Hello.\nBob: Hi.\n'],
  ])('%p', (language, text) => {
    expect(run(text).language).toBe(language as 'en' | 'ru' | null)
  })
})
