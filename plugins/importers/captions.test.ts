import { describe, expect, test } from 'bun:test'
import { parseTranscript, parseCues } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = (text: string) => parseTranscript(bytes(text))
const turns = (text: string) => run(text).segments.map(({ speaker, text }) => [speaker, text])
const warnings = (text: string) => run(text).warnings.map(({ code }) => code)

describe('Zoom captions', () => {
  const zoom = [
    'WEBVTT',
    '',
    '1',
    '00:00:01.000 --> 00:00:03.000',
    'Vera Lind: I would move the release to',
    '',
    '2',
    '00:00:03.100 --> 00:00:04.500',
    'Vera Lind: Thursday.',
    '',
    '3',
    '00:00:05.000 --> 00:00:07.000',
    'tomk (Guest): Thanks. Note: the build is red.',
    '',
    '4',
    '00:00:07.100 --> 00:00:09.000',
    'Vera Lind: Right. And one more thing: tests.',
  ].join('\r\n')

  test('joins a sentence cut by a cue and takes both its times', () => {
    expect(run(zoom).segments).toEqual([
      {
        speaker: 'Vera Lind',
        startMs: 1000,
        endMs: 4500,
        text: 'I would move the release to Thursday.',
      },
      {
        speaker: 'tomk (Guest)',
        startMs: 5000,
        endMs: 7000,
        text: 'Thanks. Note: the build is red.',
      },
      {
        speaker: 'Vera Lind',
        startMs: 7100,
        endMs: 9000,
        text: 'Right. And one more thing: tests.',
      },
    ])
  })

  test('keeps cues as written below the joining', () => {
    expect(parseCues(bytes(zoom)).cues.map(({ cueId, text }) => [cueId, text])).toEqual([
      ['1', 'I would move the release to'],
      ['2', 'Thursday.'],
      ['3', 'Thanks. Note: the build is red.'],
      ['4', 'Right. And one more thing: tests.'],
    ])
  })

  test('gives no speaker to the closed-caption file, whatever colons it has', () => {
    const captions = ['So we start.', 'Reminder: the demo is on Friday.', 'Fine by me.', 'Good.']
    const file = captions
      .map((text, index) => `00:0${index}.000 --> 00:0${index}.900\n${text}`)
      .join('\n\n')
    expect(turns(`WEBVTT\n\n${file}`)).toEqual(captions.map((text) => [null, text]))
  })

  test('takes names in captions even where nobody speaks twice', () => {
    const names = ['Ann', 'bob_k', 'Carl', 'Dana', 'Ed', 'Flo', 'Gus']
    const cues = names.map((name, index) => `00:0${index}.000 --> 00:0${index}.900\n${name}: Here.`)
    expect(run(`\n\nWEBVTT\n\n${cues.join('\n\n')}`).segments.map((turn) => turn.speaker)).toEqual(
      names,
    )
  })

  test('does not join over a long silence or across speakers', () => {
    const cue = (start: string, end: string, text: string) => `${start} --> ${end}\n${text}\n\n`
    const file = `WEBVTT\n\n${cue('00:01.000', '00:02.000', 'Ann: I was going to')}${cue('00:02.000', '00:03.000', 'Bob: wait a second')}${cue('00:40.000', '00:41.000', 'Bob: and then it works.')}`
    expect(turns(file)).toEqual([
      ['Ann', 'I was going to'],
      ['Bob', 'wait a second'],
      ['Bob', 'and then it works.'],
    ])
  })

  test('cuts a run of split sentences at sentence ends, with times of the cues they stand in', () => {
    const cue = (second: number, text: string) =>
      `00:${second}.000 --> 00:${second + 1}.000\nAnn: ${text}\n\n`
    const filler = Array.from({ length: 26 }, (_, index) => `word${index}`).join(' ')
    const file = `WEBVTT\n\n${cue(10, `First ${filler}`)}${cue(11, `ends here. Second ${filler}`)}${cue(12, `goes on and ends ${filler}.`)}`
    const { segments } = run(file)
    expect(segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [10_000, 12_000],
      [11_000, 13_000],
    ])
    expect(segments[0]?.text).toEndWith('ends here.')
    expect(segments[1]?.text).toStartWith('Second')
  })
})

describe('Teams captions', () => {
  const id = '4f1c0d2e-0000-4000-8000-000000000001'

  test('reads names with commas and brackets, entities, and parts out of order', () => {
    const file = [
      'WEBVTT',
      '',
      `${id}/13-0`,
      '00:00:06.000 --> 00:00:07.000',
      '<v Brandt, Li [EXT]>Agreed.</v>',
      '',
      `${id}/12-1`,
      '00:00:03.000 --> 00:00:08.000',
      '<v Doe, Jane [NA]>the R&amp;D budget &lt;again&gt;.</v>',
      '',
      `${id}/12-0`,
      '00:00:01.000 --> 00:00:03.000',
      '<v Doe, Jane [NA]>I would like to see',
    ].join('\n')
    expect(turns(file)).toEqual([
      ['Doe, Jane [NA]', 'I would like to see the R&D budget <again>.'],
      ['Brandt, Li [EXT]', 'Agreed.'],
    ])
    expect(warnings(file)).toEqual(['cues_out_of_order'])
  })

  test('reads the short times of Graph', () => {
    const file = `WEBVTT\n\n0:0:0.0 --> 0:0:5.320\n<v Jane>One.</v>\n\n0:0:5.320 --> 0:1:0.5\n<v Jane>Two.</v>\n`
    expect(run(file).segments.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [0, 5320],
      [5320, 60_500],
    ])
  })

  test('puts finished parts back in order of time', () => {
    const cue = (part: string, times: string, words: string) =>
      `${id}/${part}\n${times}\n${words}\n\n`
    const file = `WEBVTT\n\n${cue('12-0', '00:01.000 --> 00:03.000', '<v Ann>One.</v>')}${cue('13-0', '00:02.000 --> 00:02.500', '<v Bob>Mm.</v>')}${cue('12-1', '00:03.000 --> 00:04.000', '<v Ann>Two.</v>')}`
    expect(turns(file)).toEqual([
      ['Ann', 'One.'],
      ['Bob', 'Mm.'],
      ['Ann', 'Two.'],
    ])
  })

  test('splits a cue with two voices and leaves words outside of them without a speaker', () => {
    const file = `WEBVTT\n\n00:01.000 --> 00:02.000\n[door] <v.loud Ann>Hello there.</v> <v Bob>Hi <i>Ann</i>.`
    expect(turns(file)).toEqual([
      [null, '[door]'],
      ['Ann', 'Hello there.'],
      ['Bob', 'Hi Ann.'],
    ])
  })

  test('never takes a colon for a speaker where attribution is by voice', () => {
    const file = `WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ann>Bob: he said that.</v>\n\n00:03.000 --> 00:04.000\nBob: he said it again.`
    expect(turns(file)).toEqual([
      ['Ann', 'Bob: he said that.'],
      [null, 'Bob: he said it again.'],
    ])
  })
})

describe('WebVTT blocks', () => {
  test('skips header lines, NOTE, STYLE and REGION, and tags of every kind', () => {
    const file = `WEBVTT - from a call\nKind: captions\n\nNOTE\nnobody says this\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nintro\n01:02.500 --> 01:04.000 line:0 position:10%\n<c.big>When <01:03.000>the <ruby>moon<rt>luna</rt></ruby> hits</c> <lang en>your eye</lang>.`
    expect(run(file).segments).toEqual([
      { speaker: null, startMs: 62_500, endMs: 64_000, text: 'When the moon hits your eye.' },
    ])
  })

  test('says once what rolling captions show again and again', () => {
    const cue = (second: number, text: string) =>
      `00:0${second}.000 --> 00:0${second}.900 align:start position:0%\n${text}`
    const file = [
      'WEBVTT',
      cue(1, ' \nso<00:01.100><c> we</c><c> meet</c>'),
      cue(2, 'so we meet\n '),
      cue(3, 'so we meet\nagain today'),
      cue(4, 'again today\n'),
      cue(5, 'again today\nand tomorrow'),
    ]
    expect(turns(file.join('\n\n'))).toEqual([[null, 'so we meet again today and tomorrow']])
  })

  test('keeps what people really say twice', () => {
    const cues = Array.from(
      { length: 6 },
      (_, index) => `00:0${index}.000 --> 00:0${index}.900\nYeah.`,
    )
    expect(turns(['WEBVTT', ...cues].join('\n\n'))).toHaveLength(6)
  })

  test('says which text it left out', () => {
    const file = `WEBVTT\n\nlost words\n\n00:01.000 --> 00:0x.000\nalso lost\n\n00:03.000 --> 00:04.000\nKept.`
    expect(turns(file)).toEqual([[null, 'Kept.']])
    expect(warnings(file)).toEqual(['no_speakers', 'cues_skipped', 'text_without_time'])
  })

  test('drops times that run backwards or lie past a week, and says so', () => {
    const file = `WEBVTT\n\n00:05.000 --> 00:04.000\nBack.\n\n9999:00:00.000 --> 9999:00:01.000\nFar.`
    expect(run(file).segments).toEqual([
      { speaker: null, startMs: 5000, endMs: null, text: 'Back.' },
      { speaker: null, startMs: null, endMs: null, text: 'Far.' },
    ])
    expect(warnings(file)).toEqual(['no_speakers', 'times_left_out'])
  })
})

describe('SRT', () => {
  test('reads commas, dots, missing indexes, hour-less times, tags, and numbers that somebody said', () => {
    const file = `1\n00:00:01,000 --> 00:00:02,000\n<i>Ann: How many?</i>\n\n00:02.500 --> 00:03.000\n{\\an8}Bob: In total\n42\n\n3\n00:00:04.000-->00:00:05.000\nAnn: 2 < 3 & fine.\n`
    expect(run(file)).toMatchObject({
      format: 'srt',
      segments: [
        { speaker: 'Ann', startMs: 1000, endMs: 2000, text: 'How many?' },
        { speaker: 'Bob', startMs: 2500, endMs: 3000, text: 'In total 42' },
        { speaker: 'Ann', startMs: 4000, endMs: 5000, text: '2 < 3 & fine.' },
      ],
    })
  })

  test('reads cues that follow each other without a blank line', () => {
    const file = `1\n00:00:01,000 --> 00:00:02,000\nOne.\n2\n00:00:02,000 --> 00:00:03,000\nTwo.\n`
    expect(turns(file)).toEqual([
      [null, 'One.'],
      [null, 'Two.'],
    ])
  })

  test('keeps an arrow that somebody dictated', () => {
    const file = `1\n00:00:01,000 --> 00:00:02,000\nIt goes a --> b.\n`
    expect(turns(file)).toEqual([[null, 'It goes a --> b.']])
  })

  test('leaves words without a time out and says so', () => {
    const file = `1\n00:00:01,000 --> 00:00:02,000\nOne.\n\n2\nNo time.\n\n3\n00:00:0b,000 --> 00:00:03,000\nBad time.\n`
    expect(turns(file)).toEqual([[null, 'One.']])
    expect(warnings(file)).toEqual(['no_speakers', 'cues_skipped', 'text_without_time'])
  })
})
