import { describe, expect, test } from 'bun:test'
import { type Arbitrary, array, assert, constantFrom, nat, property, record } from 'fast-check'
import { timed } from '../../../ops/stand-ins/deepgram/script.ts'
import { deepgramAnswer } from '../../../ops/stand-ins/deepgram/deepgram-answer.ts'
import { whisperAnswer } from '../../../ops/stand-ins/deepgram/whisper-answer.ts'
import { SpeechError } from '../../modules/transcription/ports.ts'
import { shapeUtterances } from '../../modules/transcription/speech/shape-utterances.ts'
import { readAnswer as readDeepgram } from '../deepgram/answer.ts'
import { readAnswer as readWhisper } from '../whisper/answer.ts'
import { fillTimes } from './lenient.ts'

/** Ways to damage one value: how self-hosted servers, and the vendors on bad days, deviate from their documentation. */
type Damage = 'null' | 'gone' | 'text' | 'empty list' | 'huge' | 'object'
interface Change {
  at: number
  how: Damage
}

const spoken = timed([
  { speaker: 0, text: 'Good morning, we have decided to start the pilot in December.' },
  { speaker: 1, text: 'I will send the contract to the supplier by Friday.' },
  { speaker: 0, text: 'Then we meet again next Monday.' },
])
const query = new URLSearchParams(
  'language=en&diarize=true&utterances=true&smart_format=true&punctuate=true',
)
const media = { sizeBytes: 1, sha256: '0', contentType: 'audio/ogg' }
const fixtures = {
  deepgram: () => deepgramAnswer(query, media, spoken),
  whisper: () => whisperAnswer('en', true, spoken),
}
const readers = { deepgram: readDeepgram, whisper: readWhisper }

type Holder = Record<string, unknown>
/** Every place in an answer, in order. */
function placesOf(value: unknown): [holder: Holder, key: string][] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([key, inner]) => [
    [value as Holder, key] as [Holder, string],
    ...placesOf(inner),
  ])
}

function damage(answer: object, changes: Change[]): unknown {
  for (const { at, how } of changes) {
    const places = placesOf(answer)
    const [holder, key] = places[at % places.length] ?? []
    if (!holder || key === undefined) continue
    if (how === 'gone') delete holder[key]
    else if (how === 'null') holder[key] = null
    else if (how === 'empty list') holder[key] = []
    else if (how === 'huge') holder[key] = 1e300
    else if (how === 'object') holder[key] = { unknown: true }
    else holder[key] = JSON.stringify(holder[key])
  }
  return JSON.parse(JSON.stringify(answer)) as unknown
}

/** Whether a person would still find words in the fields that hold them. */
const holdsWords = (answer: unknown): boolean =>
  placesOf(answer).some(
    ([holder, key]) =>
      ['transcript', 'word', 'punctuated_word', 'text'].includes(key) &&
      typeof holder[key] === 'string' &&
      /[a-z]{3}/.test(String(holder[key])),
  )

const changes: Arbitrary<Change[]> = array(
  record({
    at: nat(2_000),
    how: constantFrom<Damage>('null', 'gone', 'text', 'empty list', 'huge', 'object'),
  }),
  { minLength: 1, maxLength: 12 },
)

/** Whether the lists that hold the words are still lists: answers are read from their documented places only. */
const isReachable = (answer: unknown): boolean => {
  const { results, segments, words, text } = answer as Holder
  if (typeof text === 'string' && /[a-z]{3}/.test(text)) return true
  const reach = [segments, words, (results as Holder | null)?.['channels']]
  return [...reach, (results as Holder | null)?.['utterances']].some(
    (list) => Array.isArray(list) && holdsWords(list),
  )
}

describe.each(['deepgram', 'whisper'] as const)('%s', (name) => {
  test('reads a transcript from any answer that holds words, whatever else is damaged', () => {
    assert(
      property(changes, (list) => {
        const answer = damage(fixtures[name](), list)
        try {
          const { utterances, durationMs } = readers[name](answer)
          expect(utterances.length).toBeGreaterThan(0)
          const { segments } = shapeUtterances(utterances)
          for (const { text, startMs, endMs } of segments) {
            expect(text).not.toBe('')
            for (const ms of [startMs, endMs, durationMs]) {
              if (ms !== null) expect(ms).toBeWithin(0, Number.MAX_SAFE_INTEGER)
            }
          }
        } catch (error) {
          if (!(error instanceof SpeechError)) throw error
          if (isReachable(answer))
            throw new Error(`lost: ${JSON.stringify(answer)}`, { cause: error })
        }
      }),
      { numRuns: 200 },
    )
  })

  test('distinguishes no answer, an answer without words, and one whose words cannot be found', () => {
    const codeOf = (answer: unknown): string => {
      try {
        readers[name](answer)
        return 'read'
      } catch (error) {
        return (error as SpeechError).code
      }
    }
    for (const odd of [null, 7, 'page', [], {}, { error: 'x' }]) {
      expect([odd, codeOf(odd)]).toEqual([odd, 'provider_garbage'])
    }
    const isDeepgram = name === 'deepgram'
    expect(
      codeOf(
        isDeepgram ? { results: { channels: [], utterances: [] } } : { text: '', segments: [] },
      ),
    ).toBe('no_speech')
    const hidden = { said: ['Good morning'] }
    expect(codeOf(isDeepgram ? { results: hidden } : { text: null, segments: hidden })).toBe(
      'answer_unreadable',
    )
  })
})

test('reads a word without confidence and an utterance without times', () => {
  const { utterances, warnings } = readDeepgram({
    metadata: null,
    results: {
      utterances: [
        {
          transcript: 'One two',
          start: '1.5',
          words: [{ word: 'One', start: 1.5, end: 2, confidence: null }],
        },
        { transcript: 'three', speaker: '1', words: null },
        { transcript: 'four', start: 9, end: 10 },
      ],
    },
  })
  expect(utterances).toEqual([
    {
      speaker: null,
      startMs: 1_500,
      endMs: 2_000,
      text: 'One two',
      words: [{ text: 'One', startMs: 1_500, endMs: 2_000, confidence: null }],
    },
    { speaker: 1, startMs: 2_000, endMs: 2_000, text: 'three', words: [] },
    { speaker: null, startMs: 9_000, endMs: 10_000, text: 'four', words: [] },
  ])
  expect(warnings.map(({ code }) => code)).toEqual(['times_missing'])
})

test('returns utterances in the order of time, and the last end as the duration', () => {
  const { utterances, durationMs } = readDeepgram({
    results: {
      utterances: [
        { transcript: 'second', start: 5, end: 20 },
        { transcript: 'third', start: 9, end: 10 },
        { transcript: 'first', start: 1, end: 2 },
      ],
    },
  })
  expect(utterances.map(({ text }) => text)).toEqual(['first', 'second', 'third'])
  expect(durationMs).toBe(20_000)
})

test.each(['channels', 'utterances'] as const)(
  'speakers of different channels are different people, merged by time: by %s',
  (by) => {
    const said = [
      { channel: 0, transcript: 'Good morning', start: 0, end: 1 },
      { channel: 1, transcript: 'Good evening', start: 1, end: 2 },
      { channel: 0, transcript: 'Goodbye then', start: 3, end: 4 },
    ]
    const wordsOf = (channel: number) =>
      said
        .filter((one) => one.channel === channel)
        .map(({ transcript, start, end }, at) => ({ word: transcript, start, end, speaker: at }))
    const channels = [0, 1].map((at) => ({ alternatives: [{ words: wordsOf(at) }] }))
    const results = by === 'channels' ? { channels } : { utterances: said }
    const { speakers, segments } = shapeUtterances(readDeepgram({ results }).utterances)
    expect(segments.map(({ text }) => text)).toEqual(said.map(({ transcript }) => transcript))
    expect(speakers).toHaveLength(by === 'channels' ? 3 : 2)
    expect(segments[1]?.speakerId).not.toBe(segments[0]?.speakerId as number)
  },
)

test('fills the times of many utterances in linear time', () => {
  let looks = 0
  const utterances = Array.from({ length: 1_000 }, () => ({
    speaker: null,
    get startMs() {
      looks++
      return null
    },
    endMs: null,
    text: 'word',
    words: [],
  }))
  expect(fillTimes(utterances).every(({ startMs }) => startMs === null)).toBe(true)
  expect(looks).toBeLessThan(10_000)
})
