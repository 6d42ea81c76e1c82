import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const read = (text: string) => parseTranscript(new TextEncoder().encode(text))
const run = (document: unknown) => read(JSON.stringify(document))
const turns = (document: unknown) =>
  run(document).segments.map(({ speaker, startMs, endMs, text }) => [speaker, startMs, endMs, text])
const codes = (document: unknown): string[] => run(document).warnings.map(({ code }) => code)

const SHIP = 'We agreed to ship.'
const WRITE = 'I will write.'
type Row = [string | null, number | null, number | null, string]
const both = (first: string | null, second: string | null): Row[] => [
  [first, 1_200, 3_000, SHIP],
  [second, 5_000, 6_000, WRITE],
]

const SERVICES: [name: string, document: unknown, expected: Row[]][] = [
  [
    'phrases in batches, with ticks and readings',
    {
      recognizedPhrases: [
        {
          speaker: 1,
          offset: 'PT1.2S',
          duration: 'PT1.8S',
          offsetInTicks: 12e6,
          durationInTicks: 18e6,
          nBest: [{ lexical: 'we agreed', display: SHIP }],
        },
        {
          speaker: 2,
          offset: 'PT5S',
          duration: 'PT1S',
          offsetInTicks: 5e7,
          durationInTicks: 1e7,
          nBest: [{ display: WRITE }],
        },
      ],
      combinedRecognizedPhrases: [{ channel: 0, display: `${SHIP} ${WRITE}` }],
    },
    both('Speaker 1', 'Speaker 2'),
  ],
  [
    'phrases with offsets in milliseconds',
    {
      combinedPhrases: [{ text: `${SHIP} ${WRITE}` }],
      phrases: [
        { speaker: 1, offsetMilliseconds: 1_200, durationMilliseconds: 1_800, text: SHIP },
        { speaker: 2, offsetMilliseconds: 5_000, durationMilliseconds: 1_000, text: WRITE },
      ],
    },
    both('Speaker 1', 'Speaker 2'),
  ],
  [
    'participants with words whose times are objects',
    [
      {
        participant: { id: 1, name: 'Nadia' },
        words: [
          { text: 'We agreed', start_timestamp: { relative: 1.2 }, end_timestamp: { relative: 2 } },
          { text: 'to ship.', start_timestamp: { relative: 2 }, end_timestamp: { relative: 3 } },
        ],
      },
      {
        participant: { id: 2, name: 'Owen' },
        words: [{ text: WRITE, start_timestamp: { relative: 5 }, end_timestamp: { relative: 6 } }],
      },
    ],
    both('Nadia', 'Owen'),
  ],
  [
    'sentences under another name',
    [
      { speaker: 'SPEAKER_00', sentence: SHIP, start_time: 1.2, end_time: 3 },
      { speaker: 'SPEAKER_01', sentence: WRITE, start_time: 5, end_time: 6 },
    ],
    both('SPEAKER_00', 'SPEAKER_01'),
  ],
  [
    'utterances deep within an answer',
    {
      result: {
        transcription: {
          full_transcript: 'x',
          utterances: [
            { text: SHIP, start: 1.2, end: 3, speaker: 0 },
            { text: WRITE, start: 5, end: 6, speaker: 1 },
          ],
        },
      },
    },
    both('Speaker 0', 'Speaker 1'),
  ],
  [
    'blocks with moments since 1970, and names in objects',
    {
      transcript: {
        speaker_blocks: [
          {
            start_time: 1_710_000_000_000,
            end_time: 1_710_000_001_800,
            speaker: { name: 'Nadia' },
            words: SHIP,
          },
          {
            start_time: 1_710_000_003_800,
            end_time: 1_710_000_004_800,
            speaker: { name: 'Owen' },
            words: WRITE,
          },
        ],
      },
    },
    [
      ['Nadia', 0, 1_800, SHIP],
      ['Owen', 3_800, 4_800, WRITE],
    ],
  ],
  [
    'readings with words that know the speaker',
    {
      results: [
        {
          alternatives: [
            {
              transcript: SHIP,
              words: [
                { startTime: '1.200s', endTime: '2s', word: 'We', speakerTag: 1 },
                { startTime: '2s', endTime: '3s', word: 'ship.', speakerTag: 1 },
              ],
            },
          ],
        },
        {
          alternatives: [
            {
              transcript: WRITE,
              words: [{ startTime: '5s', endTime: '6s', word: 'I', speakerTag: 2 }],
            },
          ],
        },
      ],
    },
    both('Speaker 1', 'Speaker 2'),
  ],
  [
    'monologues of elements, and names beside them',
    {
      monologues: [
        {
          speaker: 0,
          elements: [
            { type: 'text', value: 'Agreed', ts: 1.2, end_ts: 3 },
            { type: 'punct', value: '.' },
          ],
        },
        {
          speaker: 1,
          elements: [
            { type: 'text', value: 'Sure', ts: 5, end_ts: 6 },
            { type: 'punct', value: '.' },
          ],
        },
      ],
      speakers: [{ id: 0, name: 'Nadia' }],
    },
    [
      ['Nadia', 1_200, 3_000, 'Agreed.'],
      ['Speaker 1', 5_000, 6_000, 'Sure.'],
    ],
  ],
  [
    'chunks with pairs of seconds',
    {
      text: 'x',
      chunks: [
        { timestamp: [1.2, 3], text: ` ${SHIP}` },
        { timestamp: [5, null], text: ` ${WRITE}` },
      ],
    },
    [
      [null, 1_200, 3_000, SHIP],
      [null, 5_000, null, WRITE],
    ],
  ],
  [
    'segments with two kinds of times',
    {
      transcription: [
        {
          timestamps: { from: '00:00:01,200', to: '00:00:03,000' },
          offsets: { from: 1_200, to: 3_000 },
          text: SHIP,
        },
        {
          timestamps: { from: '00:00:05,000', to: '00:00:06,000' },
          offsets: { from: 5_000, to: 6_000 },
          text: WRITE,
        },
      ],
    },
    both(null, null),
  ],
  [
    'single words, marks of punctuation and a separate list of speakers',
    {
      results: {
        transcripts: [{ transcript: 'We agreed. Sure.' }],
        speaker_labels: {
          segments: [
            {
              start_time: '1.2',
              speaker_label: 'spk_0',
              items: [
                { start_time: '1.2', speaker_label: 'spk_0' },
                { start_time: '2.0', speaker_label: 'spk_0' },
              ],
            },
            {
              start_time: '5.0',
              speaker_label: 'spk_1',
              items: [{ start_time: '5.0', speaker_label: 'spk_1' }],
            },
          ],
        },
        items: [
          {
            start_time: '1.2',
            end_time: '2.0',
            alternatives: [{ content: 'We' }],
            type: 'pronunciation',
          },
          {
            start_time: '2.0',
            end_time: '3.0',
            alternatives: [{ content: 'agreed' }],
            type: 'pronunciation',
          },
          { alternatives: [{ content: '.' }], type: 'punctuation' },
          {
            start_time: '5.0',
            end_time: '6.0',
            alternatives: [{ content: 'Sure' }],
            type: 'pronunciation',
          },
          { alternatives: [{ content: '.' }], type: 'punctuation' },
        ],
      },
    },
    [
      ['spk_0', 1_200, 3_000, 'We agreed.'],
      ['spk_1', 5_000, 6_000, 'Sure.'],
    ],
  ],
]

describe('answers of speech services', () => {
  test.each(SERVICES)('%s', (_, document, expected) => {
    expect(turns(document)).toEqual(expected)
    expect(codes(document).filter((code) => code !== 'no_speakers')).toEqual([])
  })
})

describe('the unit of times', () => {
  const list = (unit: number) => [
    {
      speaker: 'A',
      start: 1.25 * unit,
      end: 4.2 * unit,
      text: 'We agreed to ship version two on Monday.',
    },
    {
      speaker: 'B',
      start: 4.5 * unit,
      end: 8 * unit,
      text: 'I will write the release notes by Friday.',
    },
  ]

  test.each([
    ['seconds', 1, []],
    ['milliseconds', 1_000, ['time_unit_assumed']],
    ['microseconds', 1_000_000, ['time_unit_assumed']],
  ])('%s are told by the pace of speech', (_, unit, warnings) => {
    expect(turns(list(unit)).map(([, start, end]) => [start, end])).toEqual([
      [1_250, 4_200],
      [4_500, 8_000],
    ])
    expect(codes(list(unit))).toEqual(warnings)
  })

  test('starts alone tell it too', () => {
    const starts = list(1_000).map(({ speaker, start, text }) => ({ speaker, start, text }))
    expect(turns(starts).map(([, start]) => start)).toEqual([1_250, 4_500])
  })

  test('a slow meeting in seconds stays in seconds', () => {
    const slow = [
      { speaker: 'A', start: 0, end: 60, text: 'Thanks.' },
      { speaker: 'B', start: 120, end: 300, text: 'Yes, of course.' },
    ]
    expect(turns(slow).map(([, start, end]) => [start, end])).toEqual([
      [0, 60_000],
      [120_000, 300_000],
    ])
    expect(codes(slow)).toEqual([])
  })
})

describe('JSON Lines', () => {
  const lines = [
    '{"speaker":"Nadia","ts":1.2,"text":"We agreed."}',
    '{"speaker":"Owen","ts":5,"text":"Sure."}',
  ]

  test('are read, and a line about the file is left out and counted', () => {
    const { segments, warnings } = read(['{"type":"header","v":1}', ...lines].join('\n'))
    expect(segments.map(({ speaker, startMs, text }) => [speaker, startMs, text])).toEqual([
      ['Nadia', 1_200, 'We agreed.'],
      ['Owen', 5_000, 'Sure.'],
    ])
    expect(warnings.map(({ code }) => code)).toEqual(['records_empty'])
  })

  test.each([
    ['{"segments":[{"text":"a" "start":1}]}', 'json_syntax'],
    ['{"segments":[{"text":"a","start":1}', 'json_invalid'],
    [`${lines[0]}\n{"speaker":"Owen","ts":5,"te`, 'json_invalid'],
  ])('a refusal of %s says what is true', (text, reason) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ reason }))
  })
})
