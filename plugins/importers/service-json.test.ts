import { describe, expect, test } from 'bun:test'
import { parseTranscript } from './index.ts'

const run = (document: unknown) =>
  parseTranscript(new TextEncoder().encode(JSON.stringify(document)))
const turns = (document: unknown) =>
  run(document).segments.map(({ speaker, startMs, endMs, text }) => [speaker, startMs, endMs, text])

describe('Fireflies', () => {
  const sentence = (more: object) => ({ text: 'Hello.', speaker_name: 'Ann', ...more })

  test('reads numbers, strings and clock times alike, and keeps what is not stated unknown', () => {
    expect(
      turns({
        title: 'Sync',
        sentences: [
          sentence({ start_time: 1.25, end_time: 2 }),
          sentence({ start_time: '3.50', end_time: '4' }),
          sentence({ start_time: '00:00:05', end_time: '' }),
          sentence({ speaker_name: null, speaker_id: 2 }),
          sentence({ speaker_name: '', speaker_id: '0' }),
          sentence({ speaker_name: null, text: undefined, raw_text: 'Raw.' }),
        ],
      }),
    ).toEqual([
      ['Ann', 1_250, 2_000, 'Hello.'],
      ['Ann', 3_500, 4_000, 'Hello.'],
      ['Ann', 5_000, null, 'Hello.'],
      ['Speaker 2', null, null, 'Hello.'],
      ['Speaker 0', null, null, 'Hello.'],
      [null, null, null, 'Raw.'],
    ])
  })

  test('reads an answer of the API and a bare list', () => {
    const sentences = [sentence({ start_time: 1 })]
    const expected = [['Ann', 1_000, null, 'Hello.']]
    expect(turns({ data: { transcript: { title: 'Sync', sentences } } })).toEqual(expected)
    expect(turns(sentences)).toEqual(expected)
    expect(run({ data: { transcript: { title: 'Sync', sentences } } })).toMatchObject({
      format: 'fireflies',
      title: 'Sync',
    })
  })
})

describe('Deepgram', () => {
  const paragraph = (speaker: number | undefined, start: number, text: string) => ({
    ...(speaker === undefined ? {} : { speaker }),
    start,
    end: start + 1,
    sentences: [{ text, start, end: start + 1 }],
  })
  const channel = (...paragraphs: unknown[]) => ({ alternatives: [{ paragraphs: { paragraphs } }] })

  test('speakers of several channels are kept apart, in order of time', () => {
    const answer = {
      results: {
        channels: [
          channel(paragraph(0, 1, 'One.'), paragraph(1, 5, 'Three.')),
          channel(paragraph(0, 3, 'Two.'), paragraph(undefined, 7, 'Four.')),
        ],
      },
    }
    expect(turns(answer)).toEqual([
      ['Speaker 0 (channel 1)', 1_000, 2_000, 'One.'],
      ['Speaker 0 (channel 2)', 3_000, 4_000, 'Two.'],
      ['Speaker 1 (channel 1)', 5_000, 6_000, 'Three.'],
      ['Channel 2', 7_000, 8_000, 'Four.'],
    ])
  })

  test('without diarization nobody is named', () => {
    expect(turns({ results: { channels: [channel(paragraph(undefined, 1, 'One.'))] } })).toEqual([
      [null, 1_000, 2_000, 'One.'],
    ])
  })

  test('an answer of words alone says what to ask for', () => {
    const answer = { results: { channels: [{ alternatives: [{ transcript: 'one', words: [] }] }] } }
    expect(() => run(answer)).toThrow(
      expect.objectContaining({
        code: 'transcript_unrecognised',
        reason: 'json_no_turns',
        detail: expect.stringContaining('paragraphs=true'),
      }),
    )
  })
})

test('an answer with speakers but times that nobody can have is read without them', () => {
  const imported = run({ sentences: [{ text: 'A.', speaker_name: 'Ann', start_time: 1e300 }] })
  expect(imported.segments).toEqual([{ speaker: 'Ann', startMs: null, endMs: null, text: 'A.' }])
  expect(imported.warnings.map(({ code }) => code)).toEqual(['times_left_out'])
})

describe('faults', () => {
  const fathom = { speaker: { display_name: 'Ann' }, text: 'Hi.', timestamp: '00:00:01' }
  const deepgram = (utterance: unknown) => ({ results: { channels: [], utterances: [utterance] } })

  test.each<[document: unknown, reason: string, pointer: string]>([
    [{ sentences: [{ text: 'a', start_time: -1 }] }, 'json_time', '/sentences/0/start_time'],
    [{ sentences: [{ text: 'a', start_time: '-1' }] }, 'json_time', '/sentences/0/start_time'],
    [{ sentences: [{ text: 'a', end_time: 'NaN' }] }, 'json_time', '/sentences/0/end_time'],
    [{ sentences: [{ text: 'a', end_time: [1] }] }, 'json_time', '/sentences/0/end_time'],
    [{ sentences: [{ text: 'a', end_time: true }] }, 'json_time', '/sentences/0/end_time'],
    [{ sentences: [{ text: 1 }] }, 'json_text', '/sentences/0/raw_text'],
    [{ sentences: ['a'] }, 'json_segment', '/sentences/0'],
    [{ sentences: [{ text: 'a', speaker_name: {} }] }, 'json_speaker', '/sentences/0/speaker_name'],
    [[fathom, { ...fathom, timestamp: '1:2:3' }], 'json_time', '/1/timestamp'],
    [[fathom, { ...fathom, text: null }], 'json_text', '/1/text'],
    [
      { transcript: [fathom, { ...fathom, speaker: { display_name: [] } }] },
      'json_speaker',
      '/transcript/1/speaker/display_name',
    ],
    [deepgram({ start: '1:75' }), 'json_time', '/results/utterances/0/start'],
    [deepgram({ start: 1 }), 'json_text', '/results/utterances/0/transcript'],
    [deepgram(null), 'json_segment', '/results/utterances/0'],
    [
      {
        results: {
          channels: [{ alternatives: [{ paragraphs: { paragraphs: [{ sentences: [{}] }] } }] }],
        },
      },
      'json_text',
      '/results/channels/0/alternatives/0/paragraphs/paragraphs/0/sentences/0/text',
    ],
  ])('%j is refused where the fault is', (document, reason, pointer) => {
    expect(() => run(document)).toThrow(
      expect.objectContaining({
        code: 'transcript_malformed',
        reason,
        pointer,
        expected: expect.arrayContaining([expect.any(String)]),
      }),
    )
  })
})

describe('a list of segments whose fields have other names', () => {
  const warnings = (document: unknown) =>
    run(document).warnings.map(({ code, count, example }) => [code, count, example])

  test('reads names under qualified fields, and dates as places after the first of them', () => {
    const list = [
      {
        text: 'We keep the hall.',
        start_timestamp: '2026-03-04T09:00:10.500Z',
        end_timestamp: '2026-03-04T09:00:12.000Z',
        source: 'microphone',
      },
      {
        text: 'Good.',
        start_timestamp: '2026-03-04T11:00:15.250+02:00',
        end_timestamp: '2026-03-04T11:00:16.000+02:00',
        detected_speaker_name: 'Ines Vogel',
        speaker_id: 4,
      },
    ]
    expect(turns(list)).toEqual([
      [null, 0, 1_500, 'We keep the hall.'],
      ['Ines Vogel', 4_750, 5_500, 'Good.'],
    ])
    expect(warnings(list)).toEqual([])
  })

  test.each([
    [{ speaker_label: 'Ines', start_time: 1.5, end_time: '2' }, ['Ines', 1_500, 2_000]],
    [{ speakerName: 'Ines', startTime: '00:00:05' }, ['Ines', 5_000, null]],
    [{ speaker: 'Ines', start_ms: 1_500, endTimeMs: 1_900 }, ['Ines', 1_500, 1_900]],
    [{ speaker_tag: 2, start: 3 }, ['Speaker 2', 3_000, null]],
    [{ speaker: '', speaker_name: 'Ines', start: null, startTime: 1 }, ['Ines', 1_000, null]],
  ])('reads %j', (fields, expected) => {
    const segments = [{ ...fields, text: 'Hello.' }]
    expect(turns({ segments })[0]?.slice(0, 3)).toEqual(expected)
    expect(warnings({ segments })).toEqual([])
  })

  test('says which fields it did not read that may name speakers or times', () => {
    const list = [
      { text: 'Hello.', participant: 'Ines', offset: 4, speaker_confidence: 0.5 },
      { text: 'Yes.', participant: 'Tomas', offset: 6 },
      { text: 'No.' },
    ]
    expect(warnings(list)).toEqual([
      ['no_speakers', undefined, undefined],
      ['fields_unread', 2, 'participant, offset, speaker_confidence'],
    ])
  })

  test('refuses a time that cannot be read, and says where', () => {
    expect(() => run([{ text: 'Hello.', start_time: 'soon' }])).toThrow(
      expect.objectContaining({ code: 'transcript_malformed', pointer: '/0/start_time' }),
    )
  })
})

test('says that nobody is named, in every kind of JSON', () => {
  const codes = (document: unknown) => run(document).warnings.map(({ code }) => code)
  expect(codes([{ text: 'Hello.', start: 0 }])).toEqual(['no_speakers'])
  expect(codes({ sentences: [{ text: 'Hello.', start_time: 0 }] })).toEqual(['no_speakers'])
  expect(codes({ results: { utterances: [{ transcript: 'Hello.', start: 0 }] } })).toEqual([
    'no_speakers',
  ])
})
