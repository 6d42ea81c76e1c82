import { describe, expect, test } from 'bun:test'
import { SpeechError } from '../../modules/transcription/ports.ts'
import { readAnswer as readDeepgram } from '../deepgram/answer.ts'
import { readAnswer as readWhisper } from '../whisper/answer.ts'
import { parseAnswer } from './lenient.ts'

type Read = (given: unknown) => ReturnType<typeof readDeepgram>
const said = (read: Read, given: unknown): unknown[][] | string => {
  try {
    return read(given).utterances.map(({ speaker, startMs, endMs, text }) => [
      speaker,
      startMs,
      endMs,
      text,
    ])
  } catch (error) {
    if (error instanceof SpeechError) return error.code
    throw error
  }
}

const GOOD = 'Good morning everybody'
const untimed = [[null, null, null, GOOD]]
const words = [
  { word: 'good', punctuated_word: 'Good', start: 1, end: 1.4, confidence: 0.9, speaker: 0 },
  { word: 'morning', start: 1.5, end: 2, confidence: null, speaker: 0 },
  { word: 'everybody', start: 2.1, end: 3, speaker: 1 },
]
const turns = [
  [0, 1_000, 2_000, 'Good morning'],
  [1, 2_100, 3_000, 'everybody'],
]
const one = (alternative: unknown) => ({ results: { channels: [{ alternatives: [alternative] }] } })
const changed = (change: (word: (typeof words)[number]) => object) =>
  one({ transcript: GOOD, words: words.map((word) => ({ ...word, ...change(word) })) })

describe('reads an unusual answer of Deepgram', () => {
  test.each<[string, unknown, unknown[][] | string]>([
    ['without words', one({ transcript: GOOD, words: null }), untimed],
    ['without a transcript', one({ transcript: null, words }), turns],
    ['words that are only words', one({ words: GOOD.split(' ') }), untimed],
    ['a transcript in pieces', one({ transcript: GOOD.split(' ') }), untimed],
    [
      'numbers as strings',
      changed(({ start, end, speaker }) => ({
        start: String(start),
        end: String(end),
        confidence: '0.5',
        speaker: String(speaker),
      })),
      turns,
    ],
    [
      'numbers with commas',
      changed(({ start, end }) => ({
        start: String(start).replace('.', ','),
        end: String(end).replace('.', ','),
      })),
      turns,
    ],
    [
      'speakers with a word in front',
      changed(({ speaker }) => ({ speaker: `SPEAKER_0${speaker}` })),
      turns,
    ],
    [
      'lists of one without the list',
      { results: { channels: { alternatives: { transcript: GOOD, words } } } },
      turns,
    ],
    [
      'lists as objects',
      { results: { channels: { 0: { alternatives: { 0: { transcript: GOOD } } } } } },
      untimed,
    ],
    [
      'a first alternative that is nothing',
      { results: { channels: [{ alternatives: [null, { transcript: GOOD }] }] } },
      untimed,
    ],
    [
      'a first alternative that is empty',
      {
        results: {
          channels: [{ alternatives: [{ transcript: '', words: [] }, { transcript: GOOD }] }],
        },
      },
      untimed,
    ],
    ['no results around it', { channels: [{ alternatives: [{ transcript: GOOD }] }] }, untimed],
    ['a list around it', [one({ transcript: GOOD })], untimed],
    ['a name around it', { data: one({ transcript: GOOD }) }, untimed],
    [
      'a channel that is nothing',
      { results: { channels: [null, { alternatives: [{ transcript: GOOD }] }] } },
      untimed,
    ],
    [
      'an utterance that is nothing',
      { results: { utterances: [null, { transcript: GOOD, start: null, words: null }] } },
      untimed,
    ],
    [
      'sentences alone',
      one({
        paragraphs: { paragraphs: [{ speaker: 0, start: 1, end: 3, sentences: [{ text: GOOD }] }] },
      }),
      [[0, 1_000, 3_000, GOOD]],
    ],
    ['no channels', { results: { channels: [] } }, 'no_speech'],
    ['an empty channel', { results: { channels: [{ alternatives: [] }] } }, 'no_speech'],
    ['a channel of nothing', { results: { channels: [null] } }, 'answer_unreadable'],
    ['an error', { err_code: 'Bad', err_msg: 'no' }, 'provider_garbage'],
  ])('%s', (_, given, expected) => {
    expect(said(readDeepgram, given)).toEqual(expected)
  })
})

describe('reads an unusual answer of Whisper', () => {
  const timed = [[null, 0, 2_000, GOOD]]
  test.each<[string, unknown, unknown[][] | string]>([
    ['segments of nothing', { text: GOOD, segments: null, words: null }, untimed],
    ['segments as an object', { segments: { 0: { text: GOOD, start: '0', end: '2,0' } } }, timed],
    ['segments that are only text', { segments: [GOOD] }, untimed],
    ['words under another name', { words: [{ text: GOOD, start: 0, end: 2 }] }, timed],
    [
      'speakers',
      {
        segments: [
          { text: GOOD, start: 0, end: 2, speaker: 'SPEAKER_00' },
          { text: GOOD, start: 2, end: 4, speaker: 'SPEAKER_01' },
        ],
      },
      [
        [0, 0, 2_000, GOOD],
        [1, 2_000, 4_000, GOOD],
      ],
    ],
    ['a text in pieces', { text: GOOD.split(' ') }, untimed],
    ['a list around it', [{ text: GOOD }], untimed],
    ['a name around it', { result: { text: GOOD } }, untimed],
    ['an error', { error: { message: 'no' } }, 'provider_garbage'],
  ])('%s', (_, given, expected) => {
    expect(said(readWhisper, given)).toEqual(expected)
  })

  test('reads confidence under its other name', () => {
    const heard = [{ word: 'Good', start: 0, end: 1, score: '0.5' }]
    const { utterances } = readWhisper({ segments: [{ text: 'Good', words: heard }] })
    expect(utterances[0]?.words[0]?.confidence).toBe(0.5)
  })
})

describe('repairs JSON with mistakes of a server', () => {
  const read = (json: string) =>
    said((given) => readWhisper(parseAnswer('whisper', given as string)), json)
  test.each([
    `{"text": "${GOOD}", "duration": NaN, "segments": null}`,
    `{"duration": -Infinity, "text": "${GOOD}"}`,
    `\uFEFF{"text": "${GOOD}"}\n\0`,
    `{"text": "${GOOD.replace(' ', '\n')}"}`,
    `{"text": "${GOOD}", "words": [], }`,
  ])('%j', (json) => {
    expect(read(json)).toEqual(untimed)
  })

  test('and leaves its strings unchanged', () => {
    const odd = 'NaN, Infinity and \\"-Infinity\\", ]'
    expect(read(`{"text": "${odd}", "duration": NaN}`)).toEqual([
      [null, null, null, odd.replaceAll('\\', '')],
    ])
  })

  test.each(['', '<html>', 'upstream error', '{"text": "cut off', '{"text": NaNa}'])(
    '%j is none',
    (answer) => {
      expect(read(answer)).toBe('provider_garbage')
    },
  )
})

describe('speakers of Whisper-compatible servers', () => {
  const speakersOf = (...segments: object[]): (number | null)[] =>
    readWhisper({
      segments: segments.map((segment, at) => ({
        start: at,
        end: at + 1,
        text: `Said ${at}.`,
        ...segment,
      })),
    }).utterances.map(({ speaker }) => speaker)

  test.each([
    ['letters', 'speaker', ['A', 'B', 'A']],
    ['names', 'speaker', ['agent', 'Анна', 'agent']],
    ['numbers behind a word', 'speaker', ['SPEAKER_00', 'SPEAKER_01', 'SPEAKER_00']],
    ['another field', 'speaker_id', ['spk_0', 'spk_1', 'spk_0']],
  ])('%s are told apart', (_, field, labels) => {
    const speakers = speakersOf(...labels.map((label) => ({ [field]: label })))
    expect(speakers).not.toContain(null)
    expect(speakers[0]).toBe(speakers[2] ?? null)
    expect(speakers[0]).not.toBe(speakers[1] ?? null)
  })

  test('are null where the label says that nobody knows', () => {
    expect(speakersOf({ speaker: 'unknown' }, { speaker: '' }, { speaker: null })).toEqual([
      null,
      null,
      null,
    ])
  })

  test('split a segment where its words have other speakers', () => {
    const spoken = [
      { word: '2014', start: 0, end: 0.3 },
      { word: 'again?', start: 0.4, end: 1, speaker: 'SPEAKER_00' },
      { word: 'Yes,', start: 2, end: 2.2, speaker: 'SPEAKER_01' },
      { word: 'again.', start: 2.3, end: 2.5, speaker: 'SPEAKER_01' },
    ]
    const segment = { start: 0, end: 4, text: '2014 again? Yes, again.', words: spoken }
    expect(said(readWhisper, { segments: [segment] })).toEqual([
      [0, 0, 1_000, '2014 again?'],
      [1, 2_000, 2_500, 'Yes, again.'],
    ])
  })
})
