import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const run = (text: string) => parseTranscript(new TextEncoder().encode(text))
const turns = (text: string) =>
  run(text).segments.map(({ speaker, text: words }) => [speaker, words])
const codes = (text: string) => run(text).warnings.map(({ code }) => code)

const two = (value: number): string => String(value).padStart(2, '0')
const srt = (...cues: string[]): string =>
  cues
    .map(
      (cue, at) => `${at + 1}\n00:00:${two(at * 4)},000 --> 00:00:${two(at * 4 + 3)},500\n${cue}\n`,
    )
    .join('\n')
const vtt = (...cues: string[]): string =>
  `WEBVTT\n\n${cues.map((cue, at) => `00:00:${two(at * 4)}.000 --> 00:00:${two(at * 4 + 3)}.500\n${cue}\n`).join('\n')}`

describe.each([
  ['SRT', srt],
  ['WebVTT', vtt],
])('%s', (_, write) => {
  test('goes on with the speaker where names stand only at changes of the voice', () => {
    const file = write(
      'ЯН: Начинаем.',
      'Повестка у всех есть?',
      'ОЛЯ: Да, есть.',
      'Я её вчера разослала.',
      'ЯН: Отлично, поехали.',
      '[музыка]',
      'Дальше бюджет.',
      'ОЛЯ: Хорошо.',
    )
    expect(turns(file)).toEqual([
      ['ЯН', 'Начинаем.'],
      ['ЯН', 'Повестка у всех есть?'],
      ['ОЛЯ', 'Да, есть.'],
      ['ОЛЯ', 'Я её вчера разослала.'],
      ['ЯН', 'Отлично, поехали.'],
      [null, '[музыка]'],
      ['ЯН', 'Дальше бюджет.'],
      ['ОЛЯ', 'Хорошо.'],
    ])
  })

  test('gives nobody the words without a name where names follow themselves', () => {
    const file = write(
      'Ann: One.',
      'Ann: Two.',
      'Three, and no name.',
      'Bob: Four.',
      'Bob: Five.',
      'Six, and no name.',
    )
    expect(turns(file).filter(([speaker]) => speaker === null)).toHaveLength(2)
  })

  test('begins another voice at >> and at dashes, and never says them', () => {
    expect(
      turns(
        write(
          '>> Good morning. >> Morning.',
          'It is fine. >> I agree.',
          '- Did you call?\n- Yes, today.',
        ),
      ),
    ).toEqual(
      ['Good morning.', 'Morning.', 'It is fine.', 'I agree.', 'Did you call?', 'Yes, today.'].map(
        (words) => [null, words],
      ),
    )
  })

  test('says each line of captions that roll or grow once', () => {
    const rolling = write(
      'good morning everyone',
      'good morning everyone\nand welcome',
      'good morning everyone\nand welcome\nto the call',
      'and welcome\nto the call\ntoday we decide',
      'to the call\ntoday we decide\nthe price.',
    )
    expect(turns(rolling)).toEqual([
      [null, 'good morning everyone and welcome to the call today we decide the price.'],
    ])
    const growing = write('we', 'we decided', 'we decided to ship', 'we decided to ship today.')
    expect(turns(growing)).toEqual([[null, 'we decided to ship today.']])
  })

  test('keeps what only looks like tags and references', () => {
    expect(
      turns(
        write(
          'Ada: a < b, so Map<string, List<int>> it is.',
          'Bob: R&amp;D of AT&T, <i>now</i>.',
          'Ada: i <3 it &amp;lt;b&amp;gt;',
        ),
      ).map(([, words]) => words),
    ).toEqual(['a < b, so Map<string, List<int>> it is.', 'R&D of AT&T, now.', 'i <3 it <b>'])
  })

  test('reads names in brackets beside what is heard', () => {
    expect(
      turns(
        write('[SPEAKER_00] Hello.', '[SPEAKER_01] Hi.', '[SPEAKER_00] [laughs] Good.', '[Music]'),
      ),
    ).toEqual([
      ['SPEAKER_00', 'Hello.'],
      ['SPEAKER_01', 'Hi.'],
      ['SPEAKER_00', '[laughs] Good.'],
      [null, '[Music]'],
    ])
  })
})

describe('parts whose times begin again', () => {
  test('stand behind each other, and a warning says so', () => {
    const file = `${srt('Ann: One.', 'Bob: Two.')}\n${srt('Ann: Three.', 'Bob: Four.')}`
    expect(turns(file).map(([, words]) => words)).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
    const starts = run(file).segments.map(({ startMs }) => startMs ?? 0)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(codes(file)).toEqual(['parts_joined'])
  })

  test('are found without numbers, and in text', () => {
    const captions =
      'WEBVTT\n\n00:01.000 --> 00:02.000\nAnn: One.\n\n25:00.000 --> 25:02.000\nBob: Two.\n\n00:01.000 --> 00:03.000\nAnn: Three.\n\n12:00.000 --> 12:03.000\nBob: Four.\n'
    expect(turns(captions).map(([, words]) => words)).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
    const text = 'Ann  0:05\nOne.\n\nBob  20:10\nTwo.\n\nAnn  0:03\nThree.\n\nBob  10:00\nFour.\n'
    const starts = run(text).segments.map(({ startMs }) => startMs ?? 0)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(codes(text)).toEqual(['parts_joined'])
  })

  test('are not seen in cues that only changed places', () => {
    const file =
      'WEBVTT\n\n00:01.000 --> 00:02.000\nAnn: One.\n\n00:09.000 --> 00:10.000\nBob: Three.\n\n00:05.000 --> 00:06.000\nAnn: Two.\n\n00:12.000 --> 00:13.000\nBob: Four.\n'
    expect(turns(file).map(([, words]) => words)).toEqual(['One.', 'Two.', 'Three.', 'Four.'])
    expect(codes(file)).toEqual(['cues_out_of_order'])
  })
})

describe('times of captions', () => {
  test.each([
    ['00:00:01 --> 00:00:03', 1_000, 3_000],
    ['0:0:1,5 → 0:0:3', 1_500, 3_000],
    ['00:00:01.000\u00A0-->\u00A000:00:03.000', 1_000, 3_000],
    ['00:00:01.000 --&gt; 00:00:03.000', 1_000, 3_000],
    ['00:00:01,123456 -> 00:00:03,000000', 1_123, 3_000],
    ['00:00:01：500 ==> 00:00:03：000', null, null],
    ['00:00:01:500 —> 00:00:03:000', 1_500, 3_000],
    ['1.25 --> 3.5', 1_250, 3_500],
  ])('%s', (times, startMs, endMs) => {
    for (const head of ['', 'WEBVTT\n\n']) {
      const file = `${head}1\n${times}\nAnn: One.\n\n2\n00:00:05,000 --> 00:00:06,000\nBob: Two.\n`
      const { segments } = run(file)
      const first = segments.find(({ text }) => text.includes('One.'))
      if (startMs === null) expect(segments.every(({ text }) => !text.includes('==>'))).toBe(true)
      else expect(first).toMatchObject({ startMs, endMs, text: expect.stringContaining('One.') })
    }
  })

  test('words behind the times on one line are spoken, settings are not', () => {
    const file = '[00:00.000 --> 00:04.000]  We agreed.\n[00:04.000 --> 00:08.000]  I will write.\n'
    expect(turns(file).map(([, words]) => words)).toEqual(['We agreed.', 'I will write.'])
    expect(turns('WEBVTT\n\n00:01.000 --> 00:02.000 align:start position:0%\nHello.\n')).toEqual([
      [null, 'Hello.'],
    ])
  })

  test('an arrow that somebody dictated stays speech', () => {
    const file = vtt('Nadia: The range is 10:30 --> 11:00 today.', 'Owen: OK.')
    expect(turns(file)[0]).toEqual(['Nadia', 'The range is 10:30 --> 11:00 today.'])
  })
})

describe('voices that the file names elsewhere', () => {
  test('in identifiers, also with an empty name', () => {
    const cue = (id: string, at: number, words: string) =>
      `${id}\n00:00:0${at}.000 --> 00:00:0${at + 1}.000\n${words}\n\n`
    const file = `WEBVTT\n\n${cue('1 "Søren Ødegård" (11)', 1, 'Hei.')}${cue('2 "" (0)', 3, 'Who is this?')}${cue('3 "李伟" (22)', 5, '你好。')}${cue('4 "Søren Ødegård" (11)', 7, 'Good: we start.')}`
    expect(turns(file)).toEqual([
      ['Søren Ødegård', 'Hei.'],
      [null, 'Who is this?'],
      ['李伟', '你好。'],
      ['Søren Ødegård', 'Good: we start.'],
    ])
    const numbered = `WEBVTT\n\n${cue('intro', 1, 'Hello.')}${cue('cue-2', 3, 'Hi.')}${cue('end', 5, 'Bye.')}`
    expect(turns(numbered).map(([speaker]) => speaker)).toEqual([null, null, null])
  })

  test('before the colon within a numbered voice', () => {
    const file = vtt(
      '<v S00>Müller: Wir beginnen: alle da?',
      '<v S01>Özil: Ja.',
      '<v S00>[00:00:08] Gut.',
    )
    expect(turns(file)).toEqual([
      ['Müller', 'Wir beginnen: alle da?'],
      ['Özil', 'Ja.'],
      ['Müller', 'Gut.'],
    ])
  })
})

test('captions say that some of them name no speaker', () => {
  const file = vtt(
    'Ann: One.',
    'Ann: Two.',
    'Three, and no name.',
    '[music]',
    'Bob: Four.',
    'Bob: Five.',
  )
  expect(run(file).warnings).toMatchObject([{ code: 'speakers_missing', count: 1, startMs: 8_000 }])
  expect(codes(vtt('Ann: One.', '[music]', 'Bob: Four.', 'Ann: Two.'))).toEqual([])
})
