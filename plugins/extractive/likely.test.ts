import { describe, expect, test } from 'bun:test'
import { readNothingDecided } from '../../ops/bench/eval/nothing-decided.ts'
import { predict } from '../../ops/bench/eval/run-eval.ts'
import { type RunOutput, runScenario, type Segment, type SectionResult } from '../engine/index.ts'
import { meetingFacts } from '../engine/testing/injected-meeting.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'

const packs = await readBuiltInPacks()
const talks = await readNothingDecided()

describe('talk in which nothing is decided gives nothing', () => {
  test.each(talks.map((talk) => [talk.id, talk] as const))('%s', async (_name, talk) => {
    expect(await predict(talk)).toEqual({ decisions: [], actions: [], problems: [] })
  })

  test('there are enough such talks, in both languages', () => {
    const languages = talks.map(({ language }) => language)
    expect(languages.filter((language) => language === 'en').length).toBeGreaterThanOrEqual(3)
    expect(languages.filter((language) => language === 'ru').length).toBeGreaterThanOrEqual(3)
  })
})

const LONG_ENOUGH = 3_000

describe('an hour of such talk gives no decisions either', () => {
  test.each(['en', 'ru'] as const)('%s', async (language) => {
    const chats = talks.filter((talk) => talk.language === language)
    const wordCount = chats
      .flatMap(({ segments }) => segments)
      .reduce((sum, { text }) => sum + text.split(' ').length, 0)
    const chatter = Array.from({ length: Math.ceil(LONG_ENOUGH / wordCount) }, (_, round) =>
      chats.flatMap(({ id, segments }) =>
        segments.map(({ speaker, text }, at) => ({ id: `${round}-${id}-${at}`, speaker, text })),
      ),
    )
    const { decisions } = await predict({
      id: 'chats',
      language,
      segments: chatter.flat(),
      gold: {},
    })
    expect(decisions).toEqual([])
  })
})

const SMALL_TALK = 'We went along the river and looked at the old boats in the evening light.'

/** Small talk of a length, with some sentences in a row in the middle of it. */
function talkOf(turnCount: number, ...middle: string[]): Segment[] {
  const texts = Array.from({ length: turnCount }, (_, at) => `${SMALL_TALK} Place ${at}.`)
  texts.splice(turnCount / 2, 0, ...middle)
  return texts.map((text, at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker: ['Ada', 'Ben', 'Cem'][at % 3] ?? null,
    startMs: at * 5_000,
    endMs: at * 5_000 + 4_500,
    text,
  }))
}

async function minutesOf(segments: Segment[]): Promise<RunOutput> {
  const pack = packs.find(({ manifest }) => manifest.id === 'general-minutes')
  if (!pack) throw new Error('The pack general-minutes is missing.')
  const provider = extractiveProvider()
  return runScenario({ pack, segments, meeting: meetingFacts('en'), provider })
}

const section = ({ sections }: RunOutput, name: string): SectionResult['items'] =>
  sections.find((one) => one.name === name)?.items ?? []

const HINTED = [
  'The case should be made of rubber and the price has to stay at twelve euros.',
  'It should have only one button instead of the three that we want to keep.',
]

describe('the likeliest sentences', () => {
  test('are added to long talk and not to short', async () => {
    const short = section(await minutesOf(talkOf(20, ...HINTED)), 'decisions')
    const long = section(await minutesOf(talkOf(200, ...HINTED)), 'decisions')
    expect(short).toEqual([])
    expect(long).toHaveLength(1)
    expect(HINTED.join(' ')).toContain(String(long[0]?.value['statement']).slice(1))
    expect(long[0]?.evidence[0]?.quote).not.toContain('river')
  })

  test('are none where no sentence has a cue, however long the talk', async () => {
    const output = await minutesOf(talkOf(400))
    for (const name of ['decisions', 'actionItems', 'risks'])
      expect(section(output, name)).toEqual([])
  })

  test('leave what was said for certain as it is', async () => {
    const certain = 'We have decided to open the second shop in Riga.'
    const long = section(await minutesOf(talkOf(200, certain, 'Sounds good.')), 'decisions')
    expect(long.map(({ value }) => value['statement'])).toContain(
      'We have decided to open the second shop in Riga.',
    )
  })
})

test('an answer that is given in many places is no quote', async () => {
  const output = await minutesOf(
    talkOf(10, 'We have decided to open the second shop in Riga.', 'Sounds good.', 'Sounds good.'),
  )
  const [decision, ...others] = section(output, 'decisions')
  expect(others).toEqual([])
  expect(decision?.evidence.map(({ quote }) => quote)).toEqual([
    'We have decided to open the second shop in Riga.',
  ])
})
