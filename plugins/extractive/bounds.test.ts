import { expect, test } from 'bun:test'
import { compileCue, compileShippedCue, runScenario, type Segment } from '../engine/index.ts'
import cueLists from '../packs/shared/cues.json' with { type: 'json' }
import { sampleMeeting } from '../engine/testing/sample-pack.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'
import { english } from './lexicon/english.ts'
import { russian } from './lexicon/russian.ts'

/** On a busy machine; alone they take two seconds. */
const LONG_TEST_TIMEOUT_MS = 60_000

const minutes = (await readBuiltInPacks()).find(({ manifest }) => manifest.id === 'general-minutes')
if (!minutes) throw new Error('There is no built-in pack.')
const generalMinutes = minutes

const speech = (
  count: number,
  line: (at: number) => { speaker: string | null; text: string },
): Segment[] =>
  Array.from({ length: count }, (_, at) => ({
    ordinal: at + 1,
    rev: 1,
    startMs: null,
    endMs: null,
    ...line(at),
  }))

const run = (segments: Segment[]) =>
  runScenario({
    pack: generalMinutes,
    segments,
    meeting: sampleMeeting,
    provider: extractiveProvider(),
  })

/** Kaaaa, Kaaab, … Kbdpe. */
const surname = (at: number): string =>
  `K${[17_576, 676, 26, 1].map((unit) => String.fromCodePoint(97 + (Math.floor(at / unit) % 26))).join('')}`

const valuesOf = async (section: string, segments: Segment[]) =>
  (await run(segments)).sections
    .find(({ name }) => name === section)
    ?.items.map(({ value }) => value)

test('shipped cues find as native expressions what they find in linear time', () => {
  const folded = [
    ' so we will keep the second supplier for the spring and talk about it again in may ',
    " i'll send the revised plan by friday and if the vendor fails then we are stuck ",
    ' мы решили что переносим запуск на декабрь и я подготовлю план до пятницы ',
    ' если подрядчик сорвет сроки то придется платить штраф а кто за это отвечает непонятно ',
    ' ',
    ' 🙂 так значит мы не будем ждать ответа от юристов ',
  ]
  const cues = [
    ...[...Object.values(cueLists.en), ...Object.values(cueLists.ru)].flat().map(([, cue]) => cue),
    ...[...Object.values(english), ...Object.values(russian)].flat(),
  ].map(String)
  let hits = 0
  for (const cue of cues) {
    const compiled = compileCue(cue)
    if ('fault' in compiled) throw new Error(compiled.fault)
    const native = compileShippedCue(cue)
    for (const text of folded) {
      const matcher = compiled.regex.matcher(text)
      const place = matcher.find() ? matcher.start() : -1
      expect(`${cue}: ${text.search(native)}`).toBe(`${cue}: ${place}`)
      if (place >= 0) hits++
    }
  }
  expect(hits).toBeGreaterThan(20)
})

test('a shipped cue may not repeat in a way that backtracks', () => {
  for (const cue of ['a**', '(a*)*', 'a*_b', '(a|b*)*', 'a?*', 'a_*']) {
    expect(() => compileShippedCue(cue)).toThrow(TypeError)
  }
  expect(() => compileShippedCue('a+')).toThrow('A cue may hold')
})

test(
  'half a million sentences without a word are passed over',
  async () => {
    const output = await run(
      speech(160, () => ({ speaker: 'Ada', text: '! ? '.repeat(2_250).trim() })),
    )
    expect(output.coverage.seenCount).toBe(160)
    expect(output.sections.flatMap(({ items }) => items)).toEqual([])
  },
  LONG_TEST_TIMEOUT_MS,
)

test(
  'twenty thousand speakers of one first name are told apart by their other one',
  async () => {
    const segments = speech(20_000, (at) => ({
      speaker: `Anna ${surname(at)}`,
      text: 'Anna will send the plan, and Anna checks it with Anna.',
    }))
    segments.push({
      ordinal: 20_001,
      rev: 1,
      speaker: 'Pavel Ross',
      startMs: null,
      endMs: null,
      text: `${surname(25)} will send the signed contract to the landlord by Friday.`,
    })
    expect(await valuesOf('actionItems', segments)).toContainEqual(
      expect.objectContaining({ owner: 'Anna Kaaaz', ownerBasis: 'assigned' }),
    )
  },
  LONG_TEST_TIMEOUT_MS,
)

test(
  'text made to be slow is read through all the same',
  async () => {
    const hostile = [
      `${'.'.repeat(9_999)}x`,
      'ы'.repeat(10_000),
      "I'll send ".repeat(1_000),
      'решили '.repeat(1_400),
      'A. '.repeat(3_300),
      `${'е\u0301'.repeat(5_000)}`,
      'до до '.repeat(1_600),
      `${'🙂'.repeat(5_000)}?`,
    ]
    const segments = Array.from({ length: 80 }, (_, at): Segment => ({
      ordinal: at + 1,
      rev: 1,
      speaker: `Speaker ${at}`,
      startMs: null,
      endMs: null,
      text: hostile[at % hostile.length] ?? '',
    }))
    expect(await valuesOf('decisions', segments)).toEqual([])
  },
  LONG_TEST_TIMEOUT_MS,
)
