import { expect, test } from 'bun:test'
import type { SpeechResult } from '../ports.ts'
import { checkUtterances } from './check-utterances.ts'

type Utterance = SpeechResult['utterances'][number]

const said = (texts: string[], everyMs = 3_000): Utterance[] =>
  texts.map((text, at) => ({
    speaker: 0,
    startMs: at * everyMs,
    endMs: at * everyMs + everyMs - 200,
    text,
    words: [],
  }))
const nothing = { durationMs: null, peaks: null }
const textsOf = (texts: string[]): string[] =>
  checkUtterances(said(texts), nothing).utterances.map(({ text }) => text)

test.each([
  ['a farewell', Array.from({ length: 20 }, () => 'Thanks for watching.')],
  ['a credit', Array.from({ length: 9 }, () => 'Субтитры делал кто-то')],
  [
    'a sentence, a little different each time',
    ['We go on.', 'we go on', 'We go on!', 'We go on…', 'We go on.', 'We go on.'],
  ],
  ['one word', Array.from({ length: 12 }, () => 'Okay.')],
])('a loop of %s is heard once, and said', (_, loop) => {
  const { utterances, warnings } = checkUtterances(said(['Hello.', ...loop, 'Good bye.']), nothing)
  expect(utterances.map(({ text }) => text)).toEqual(['Hello.', loop[0] ?? '', 'Good bye.'])
  expect(warnings).toMatchObject([{ code: 'repeats_left_out', count: loop.length - 1 }])
})

test('a loop of a long sentence, or of many sentences in turn, is heard once', () => {
  const long =
    'and then I told them that the whole plan must be written again before the next review of the board takes place in the spring of next year'
  expect(textsOf([`We start. ${`${long} `.repeat(6)}Bye.`])).toEqual([`We start. ${long} Bye.`])
  const turn = ['We go.', 'They come here.', 'It rains a lot.', 'The sun is up.', 'He is gone.']
  expect(textsOf([...turn, ...turn, ...turn, ...turn])).toEqual(turn)
})

test('a loop of two or three in turn is heard once', () => {
  const turn = ['I am going to the shop.', 'He is going to the shop.']
  expect(textsOf([...turn, ...turn, ...turn, ...turn, ...turn])).toEqual(turn)
})

test.each([
  ['da', 'да '.repeat(30).trim(), 'да'],
  ['a phrase', `So we ${'will go to the '.repeat(9)}end`, 'So we will go to the end'],
  ['Chinese', `${'谢谢 '.repeat(20)}再见`, '谢谢 再见'],
])('a loop within an utterance is heard once: %s', (_, text, rest) => {
  expect(textsOf([text])).toEqual([rest])
})

test.each([
  [['Yes.', 'Yes.', 'Yes.']],
  [['No, no, no, no, that is not it.']],
  [['Check one two, check one two.', 'Check one two.']],
  [['Да, да, да, да.', 'Да.', 'Да.', 'Нет.']],
  [['How are you?', 'Fine.', 'How are you?', 'Fine.']],
])('what people repeat stays: %p', (texts) => {
  expect(textsOf(texts)).toEqual(texts)
})

test('words of a loop go with it', () => {
  const text = Array.from({ length: 10 }, () => 'well').join(' ')
  const words = text
    .split(' ')
    .map((word, at) => ({ text: word, startMs: at * 100, endMs: at * 100 + 90, confidence: null }))
  const { utterances } = checkUtterances(
    [{ speaker: 0, startMs: 0, endMs: 1_000, text, words }],
    nothing,
  )
  expect(utterances[0]).toMatchObject({ text: 'well', words: [{ startMs: 0 }] })
})

test('what is said where the recording is silent was never said', () => {
  const peaks = {
    perSecond: 10,
    values: Array.from({ length: 300 }, (_, at) => (at < 100 ? 80 : 0)),
  }
  const { utterances, warnings } = checkUtterances(
    said(['Hello.', 'We begin.', 'And end.', 'Hm.', 'Thank you for watching.', 'Subscribe.']),
    { durationMs: 30_000, peaks },
  )
  expect(utterances.map(({ text }) => text)).toEqual(['Hello.', 'We begin.', 'And end.', 'Hm.'])
  expect(warnings).toMatchObject([{ code: 'unheard_left_out', count: 2 }])
})

test('what is said where only the noise of the room is heard was never said', () => {
  const noise = (at: number): number => 3 + (at % 2)
  const values = Array.from({ length: 600 }, (_, at) => (at < 90 || at > 500 ? 90 : noise(at)))
  const given: Utterance[] = [
    { speaker: null, startMs: 1_000, endMs: 4_000, text: 'We begin.', words: [] },
    { speaker: null, startMs: 15_000, endMs: 20_000, text: 'Thanks for watching!', words: [] },
    { speaker: null, startMs: 51_000, endMs: 55_000, text: 'So we agreed.', words: [] },
  ]
  const facts = { durationMs: 60_000, peaks: { perSecond: 10, values } }
  const { utterances, warnings } = checkUtterances(given, facts)
  expect(utterances.map(({ text }) => text)).toEqual(['We begin.', 'So we agreed.'])
  expect(warnings).toMatchObject([{ code: 'unheard_left_out', count: 1 }])
  // Somebody far from the microphone is above the room.
  const far = values.map((value, at) => (at > 160 && at < 190 ? value + 4 : value))
  const peaks = { perSecond: 10, values: far }
  expect(checkUtterances(given, { durationMs: 60_000, peaks }).utterances).toHaveLength(3)
})

test('times in milliseconds where seconds were to be are put right', () => {
  const given = [0, 15_000, 50_000].map((seconds) => ({
    speaker: null,
    startMs: seconds * 1_000,
    endMs: (seconds + 4_000) * 1_000,
    text: `At ${seconds}.`,
    words: [
      { text: 'At', startMs: seconds * 1_000, endMs: seconds * 1_000 + 500_000, confidence: 1 },
    ],
  }))
  const { utterances, warnings } = checkUtterances(given, { durationMs: 60_000, peaks: null })
  expect(utterances.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [0, 4_000],
    [15_000, 19_000],
    [50_000, 54_000],
  ])
  expect(utterances[1]?.words[0]).toMatchObject({ startMs: 15_000, endMs: 15_500 })
  expect(warnings).toEqual([])
})

test('a whisper in a silent room stays', () => {
  const peaks = { perSecond: 10, values: Array.from({ length: 60 }, () => 2) }
  expect(checkUtterances(said(['Pst.']), { durationMs: 6_000, peaks }).utterances).toHaveLength(1)
})

test('times end with the recording', () => {
  const { utterances, warnings } = checkUtterances(said(['One.', 'Two.', 'Three.', 'Four.']), {
    durationMs: 4_000,
    peaks: null,
  })
  expect(utterances.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
    [0, 2_800],
    [3_000, 4_000],
  ])
  expect(warnings).toMatchObject([{ code: 'late_left_out', count: 2 }])
})
