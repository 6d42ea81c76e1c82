import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const run = (text: string) => parseTranscript(bytes(text))
const turns = (text: string) => run(text).segments.map(({ speaker, text }) => [speaker, text])
const warnings = (text: string) => run(text).warnings.map(({ code }) => code)

describe('plain text', () => {
  test('reads markdown names, front matter and headings', () => {
    const file = `---\ntitle: "Weekly sync"\ndate: 2026-01-02\n---\n# Notes\n\nDate: 2 January\nAttendees: Ann, Bob\n\n**Ann Berg:** Good morning.\nWe start at 9:30 sharp.\n\n**Bob**: See https://example.org: it is there.\n\n**Ann Berg:** Note: the demo moved.\n`
    expect(run(file)).toMatchObject({ format: 'plain', title: 'Weekly sync' })
    expect(turns(file)).toEqual([
      ['Ann Berg', 'Good morning.'],
      ['Ann Berg', 'We start at 9:30 sharp.'],
      ['Bob', 'See https://example.org: it is there.'],
      ['Ann Berg', 'Note: the demo moved.'],
    ])
  })

  test('reads numbered speakers and a name on a line of its own', () => {
    expect(turns('Speaker 0:\nHello there.\n\nSpeaker 1:\nHi.\n\nSpeaker 0:\nBye.')).toEqual([
      ['Speaker 0', 'Hello there.'],
      ['Speaker 1', 'Hi.'],
      ['Speaker 0', 'Bye.'],
    ])
  })

  test('reads paragraphs without speakers, and finds none in remarks', () => {
    const file = `We met on Monday.\n\nNote: bring the laptop.\n\nImportant: at 9:30 we start.\n\nOne risk: the supplier is late.\n\nThat was all, see https://example.org for more.`
    expect(run(file).segments.every(({ speaker }) => speaker === null)).toBe(true)
    expect(run(file).segments).toHaveLength(5)
    expect(warnings(file)).toEqual(['no_speakers'])
  })

  test('a remark that comes back is still no speaker', () => {
    const paragraphs = Array.from({ length: 12 }, (_, index) => `Sentence number ${index} is said.`)
    const file = [...paragraphs, 'Idea: paint it red.', 'Idea: paint it blue.'].join('\n\n')
    expect(run(file).segments.every(({ speaker }) => speaker === null)).toBe(true)
  })

  test('keeps a first sentence with a colon', () => {
    expect(turns('So: we ship on Monday.\n\nThat is all for today.')).toEqual([
      [null, 'So: we ship on Monday.'],
      [null, 'That is all for today.'],
    ])
  })

  test('headings that never come back are no speakers', () => {
    const file =
      'Scope: web.\nBudget: five.\nNext Steps: none.\nTimeline: June.\nTeam: us.\nColour: red.\n'
    expect(run(file).segments.every(({ speaker }) => speaker === null)).toBe(true)
  })

  test('joins hard-wrapped lines and keeps finished ones apart', () => {
    expect(turns('Ann: this line is\nwrapped here.\nA new one.\n\nBob: Yes.')).toEqual([
      ['Ann', 'this line is wrapped here.'],
      ['Ann', 'A new one.'],
      ['Bob', 'Yes.'],
    ])
  })

  test('takes times that run from the start, and no others', () => {
    const recorded = run('[00:00:05] Ann: Hello.\n[00:01:10] Bob: Hi.\n')
    expect(recorded.segments.map(({ startMs }) => startMs)).toEqual([5000, 70_000])
    const clock = run('Ann (14:05): Hello.\nBob (14:06): Hi.\n')
    expect(clock.segments.map(({ speaker, startMs }) => [speaker, startMs])).toEqual([
      ['Ann', null],
      ['Bob', null],
    ])
    expect(clock.warnings.map(({ code }) => code)).toEqual(['times_left_out'])
  })

  test('reads Russian dialogue and leaves Russian remarks alone', () => {
    const file = `Ольга: Доброе утро, коллеги, мы начинаем.\nПримечание: это не человек.\nПётр И.: Да, и я уже тут.\nОльга: Тогда так: сначала склад.\n`
    expect(turns(file)).toEqual([
      ['Ольга', 'Доброе утро, коллеги, мы начинаем.'],
      ['Ольга', 'Примечание: это не человек.'],
      ['Пётр И.', 'Да, и я уже тут.'],
      ['Ольга', 'Тогда так: сначала склад.'],
    ])
    expect(run(file).language).toBe('ru')
  })
})

describe('JSON segments', () => {
  test('reads seconds and milliseconds by the name of the field', () => {
    const file = JSON.stringify({
      title: 'Call',
      segments: [
        { speaker: 'Ann', start: 1.5, end: 2.25, text: ' One. ' },
        { speaker: 3, startMs: 2500, endMs: 2600.4, text: 'Two.' },
        { speaker: null, text: 'Three.' },
      ],
    })
    expect(run(file)).toMatchObject({
      format: 'json',
      title: 'Call',
      segments: [
        { speaker: 'Ann', startMs: 1500, endMs: 2250, text: 'One.' },
        { speaker: 'Speaker 3', startMs: 2500, endMs: 2600, text: 'Two.' },
        { speaker: null, startMs: null, endMs: null, text: 'Three.' },
      ],
    })
  })

  test('reads a bare list', () => {
    expect(turns('[{"text":"One."}]')).toEqual([[null, 'One.']])
  })

  test.each([
    ['{"segments":[{"text":"a"},{"text":"b","start":"1"}]}', '/segments/1/start'],
    ['[{"text":"a","endMs":-1}]', '/0/endMs'],
    ['[{"text":"a","speaker":{}}]', '/0/speaker'],
    ['[{"text":"a"},{"speaker":"x"}]', '/1/text'],
    ['{"segments":["words"]}', '/segments/0'],
    ['{"segments":[{"text":"cut of', ''],
  ])('points at the fault of %s', (file, pointer) => {
    expect(() => run(file)).toThrow(
      expect.objectContaining({ code: 'transcript_malformed', pointer }),
    )
  })

  test.each([
    ['{"utterances":[{"text":"a"}]}', /a speech service’s answer/],
    ['{"results":{}}', /no list of segments/],
    ['[{"a":1}]', /no list of segments/],
  ])('names what %s is instead', (file, message) => {
    expect(() => run(file)).toThrow(message)
    expect(() => run(file)).toThrow(expect.objectContaining({ code: 'transcript_unrecognised' }))
  })
})
