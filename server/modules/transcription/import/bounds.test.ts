import { describe, expect, test } from 'bun:test'
import { ImportError, importTranscript } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = (text: string) => importTranscript(bytes(text))
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
    const imported = importTranscript(file)
    expect(imported.encoding).toBe(encoding as typeof imported.encoding)
    expect(imported.segments).toEqual(run(text).segments)
    expect(imported.segments).toHaveLength(2)
  })

  test('West European names survive without a mark', () => {
    const imported = importTranscript(latin1('Ren\xe9: Tr\xe8s bien.\nZo\xeb: Merci.\n'))
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
    ['DOCX', latin1('PK\x03\x04\x14\0word/document.xml'), /Word document.*Save it as plain text/],
    ['ZIP', latin1('PK\x03\x04\x14\0notes.txt'), /ZIP archive.*Unpack/],
    ['PDF', latin1('%PDF-1.7\n'), /PDF/],
    ['HTML', bytes('\n<!DOCTYPE html><html><body>Ann: hello</body></html>'), /web page/],
    ['a chat', bytes('00:12:45\tAnn Berg:\tgm\r\n00:12:51\tBob:\tgm!\r\n'), /chat export/],
    ['an older chat', bytes('12:45:01 From Ann to Everyone:\n\tgm\n'), /chat export/],
    ['Otter text', bytes('Ann Berg  0:34  \nHere we go.\n\nBob  1:05\nHi.\n'), /Otter/],
    ['binary data', latin1('\x01\x02\x03abc\x05\x06\x0e\x0f\x10\x11'), /binary data/],
  ])('%s is named, and what to do instead', (_, file, message) => {
    expect(() => importTranscript(file, { fileName: 'a.vtt' })).toThrow(message)
    expect(() => importTranscript(file)).toThrow(
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
    expect(() => importTranscript(new Uint8Array(20 * 1024 * 1024 + 1))).toThrow(tooLarge)
  })

  test.each([
    ['WebVTT', `WEBVTT\n\n${'00:01.000 --> 00:02.000\n\n'.repeat(800_000)}`],
    ['SRT', '0:1.0-->0:2.0\na\n\n'.repeat(1_000_000)],
    ['plain text', 'A: b\n'.repeat(1_000_000)],
    ['JSON', `[${'{"text":"a"},'.repeat(1_000_000)}{"text":"a"}]`],
  ])('a million cues of %s are refused', (_, text) => {
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

describe('damaged files', () => {
  const VALID = [
    'WEBVTT\n\nSTYLE\n::cue {}\n\n1\n00:00:01.000 --> 00:00:03.000 align:start\n<v.x Doe, J [NA]>One &amp; <i>two</i>\n\n2\n00:00:03.000 --> 00:00:04.000\n<v Bob>three.</v>\n',
    '1\r\n00:00:01,000 --> 00:00:02,000\r\nAnn: One.\r\n\r\n2\r\n00:00:02,000 --> 00:00:03,000\r\nBob: Two.\r\n',
    '---\ntitle: Sync\n---\n# Head\n\n**Ann:** [00:00:01] Hello.\n\nBob (00:09): Да, это я.\n',
    '{"title":"a","segments":[{"speaker":"Ann","start":0.5,"end":2,"text":"One."},{"text":"Two."}]}',
  ]

  /** Mulberry32: the same mutations on every run. */
  const seeded = (seed: number) => (): number => {
    seed = (seed + 0x6d2b79f5) | 0
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  const mutate = (file: Uint8Array, random: () => number): Uint8Array => {
    const place = (): number => Math.floor(random() * file.length)
    const from = place()
    const to = from + Math.floor(random() * 30)
    const middle = [
      new Uint8Array(0),
      file.slice(from, to).map((byte) => byte ^ (1 << Math.floor(random() * 8))),
      Uint8Array.from({ length: 20 }, () => Math.floor(random() * 256)),
      bytes(
        ['-->', '\n\n', '\0', '<v ', '&#', '\uFEFF', ':', '{"', ']'][Math.floor(random() * 9)] ??
          '',
      ),
      file.slice(place()),
    ][Math.floor(random() * 5)]
    return Buffer.concat([file.slice(0, from), middle ?? file, file.slice(to)])
  }

  test.each(Array.from({ length: 200 }, (_, seed) => [seed]))(
    'mutation %i is imported or refused, never worse',
    (seed) => {
      const random = seeded(seed)
      let file = bytes(VALID[seed % VALID.length] ?? '')
      for (let round = 0; round <= seed % 4; round += 1) file = mutate(file, random)
      try {
        const { segments } = importTranscript(file)
        expect(segments.length).toBeGreaterThan(0)
        for (const { text, startMs, endMs } of segments) {
          expect(text).not.toBe('')
          expect(endMs ?? Infinity).toBeGreaterThanOrEqual(startMs ?? 0)
        }
      } catch (error) {
        expect(error).toBeInstanceOf(ImportError)
      }
    },
  )
})
