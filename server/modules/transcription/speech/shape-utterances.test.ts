import { expect, test } from 'bun:test'
import type { SpeechResult } from '../ports.ts'
import { shapeUtterances } from './shape-utterances.ts'

type Utterance = SpeechResult['utterances'][number]

/** An utterance whose words follow each other every 300 ms, as a provider gives it. */
function utterance(text: string, fields: Partial<Utterance> = {}): Utterance {
  const words = text.split(' ').map((word, at) => ({
    text: word,
    startMs: 1_000 + at * 300,
    endMs: 1_250 + at * 300,
    confidence: 0.9,
  }))
  const endMs = (words.at(-1)?.endMs ?? 1_000) + 100
  return { speaker: 0, startMs: 950, endMs, text, words, ...fields }
}

const long = Array.from(
  { length: 12 },
  (_, at) => `Sentence number ${at} says something about the plan for the winter and its costs.`,
).join(' ')

test('speakers are numbered as they are first heard, and the same number is the same speaker', () => {
  const { segments, speakers } = shapeUtterances([
    utterance('Hello.', { speaker: 7 }),
    utterance('Hi.', { speaker: 2 }),
    utterance('Well.', { speaker: null }),
    utterance('So.', { speaker: 7 }),
  ])
  expect(segments.map(({ speakerId }) => speakerId)).toEqual([1, 2, null, 1])
  expect(speakers).toEqual([1, 2])
})

test('long speech is cut at the ends of sentences, with the times of its own words', () => {
  const whole = utterance(long)
  const { segments } = shapeUtterances([whole])
  expect(segments.length).toBeGreaterThan(1)
  expect(segments.map(({ text }) => text).join(' ')).toBe(long)
  for (const { text } of segments) {
    expect(text.length).toBeLessThanOrEqual(400)
    expect(text).toMatch(/^Sentence.*\.$/)
  }
  const heard = new Set(whole.words.flatMap(({ startMs, endMs }) => [startMs, endMs]))
  expect(segments[0]?.startMs).toBe(whole.startMs)
  expect(segments.at(-1)?.endMs).toBe(whole.endMs)
  for (const { startMs } of segments.slice(1)) expect(heard.has(startMs ?? -1)).toBe(true)
  for (const { endMs } of segments.slice(0, -1)) expect(heard.has(endMs ?? -1)).toBe(true)
  for (const { text, words } of segments) {
    const places = (words ?? []).map(([start, end]) => text.slice(start, end))
    expect(places).toEqual(text.split(' '))
  }
})

test('without the times of words nothing is cut: no time is made up', () => {
  const shorter = long.slice(0, 890)
  const { segments } = shapeUtterances([utterance(shorter, { words: [] })])
  expect(segments).toHaveLength(1)
  expect(segments[0]).toMatchObject({ startMs: 950, text: shorter, words: null })
})

test('a word that formatting rewrote has no place, and the others keep theirs', () => {
  const text = 'We pay $25 for the plan.'
  const words = 'We pay twenty five dollars for the plan.'.split(' ').map((word, at) => ({
    text: word,
    startMs: at * 100,
    endMs: at * 100 + 90,
    confidence: 0.5,
  }))
  const { segments } = shapeUtterances([utterance(text, { words })])
  const placed = segments[0]?.words?.map(([start, end, startMs]) => [
    text.slice(start, end),
    startMs,
  ])
  expect(placed).toEqual([
    ['We', 0],
    ['pay', 100],
    ['for', 500],
    ['the', 600],
    ['plan.', 700],
  ])
})

test('a sentence that is too long by itself stays whole', () => {
  const text = `${'and so on and on '.repeat(38).trim()}.`
  expect(shapeUtterances([utterance(text)]).segments).toHaveLength(1)
})

test('nothing is longer than 900 characters or a minute, with or without times of words', () => {
  const endless = Array.from({ length: 700 }, (_, at) => `word${at}`).join(' ')
  for (const given of [
    utterance(endless),
    utterance(endless, { words: [], startMs: 0, endMs: 400_000 }),
    utterance('слово '.repeat(60).trim(), { words: [], startMs: 0, endMs: 190_000 }),
    utterance('話'.repeat(3_000), { words: [], startMs: 0, endMs: 50_000 }),
  ]) {
    const { segments } = shapeUtterances([given])
    expect(
      segments
        .map(({ text }) => text)
        .join('')
        .replaceAll(' ', ''),
    ).toBe(given.text.replaceAll(' ', ''))
    let fromMs = given.startMs ?? 0
    for (const { text, startMs, endMs } of segments) {
      expect(text.length).toBeLessThanOrEqual(900)
      expect((endMs ?? 0) - (startMs ?? 0)).toBeLessThanOrEqual(60_000)
      expect(startMs).toBeGreaterThanOrEqual(fromMs)
      fromMs = startMs ?? 0
    }
    expect(segments.at(-1)?.endMs).toBe(given.endMs)
  }
})

test('a few words over five minutes stay together, where they begin', () => {
  for (const text of ['Yes.', 'That is all for today.', '好']) {
    const { segments, estimated } = shapeUtterances([
      utterance(text, { words: [], startMs: 1_000, endMs: 301_000 }),
    ])
    expect(segments).toMatchObject([{ text, startMs: 1_000, endMs: 61_000 }])
    expect(estimated).toBe(1)
  }
})

test('Russian speech is cut as well', () => {
  const text = Array.from(
    { length: 9 },
    (_, at) => `Пункт ${at} говорит о плане на зиму, о складе и о том, сколько это будет стоить.`,
  ).join(' ')
  const { segments } = shapeUtterances([utterance(text)])
  expect(segments.length).toBeGreaterThan(1)
  expect(segments.map((segment) => segment.text).join(' ')).toBe(text)
})
