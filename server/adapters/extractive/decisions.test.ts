import { describe, expect, test } from 'bun:test'
import { type Locale, runScenario, type Segment } from '../../../plugins/engine/index.ts'
import { meetingFacts } from '../../../plugins/engine/testing/injected-meeting.ts'
import { readBuiltInPacks } from '../../modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'

const packs = await readBuiltInPacks()

/** Turns as "Name: words". */
function segmentsOf(turns: string[]): Segment[] {
  return turns.map((turn, at) => ({
    ordinal: at + 1,
    rev: 1,
    speaker: turn.split(': ')[0] ?? null,
    startMs: at * 5_000,
    endMs: at * 5_000 + 4_500,
    text: turn.slice(turn.indexOf(': ') + 2),
  }))
}

async function decisionsOf(locale: Locale, turns: string[]): Promise<string[]> {
  const pack = packs.find(({ manifest }) => manifest.id === 'general-minutes')
  if (!pack) throw new Error('The pack general-minutes is missing.')
  const output = await runScenario({
    pack,
    segments: segmentsOf(turns),
    meeting: meetingFacts(locale),
    provider: extractiveProvider(),
  })
  const items = output.sections.find(({ name }) => name === 'decisions')?.items ?? []
  return items.map(({ value }) => String(value['statement']))
}

describe('a choice closed in a few words is a decision once somebody agrees', () => {
  test.each<[Locale, string[], string]>([
    ['en', ['Ada: Okay, blue it is.', 'Ben: Agreed.'], 'Blue it is.'],
    [
      'en',
      ['Ada: Right, Thursday morning it is then.', 'Ben: Perfect.'],
      'Thursday morning it is then.',
    ],
    ['ru', ['Ада: Тогда четверг, утро.', 'Бен: Договорились.'], 'Четверг, утро.'],
  ])('%s %j', async (locale, turns, statement) => {
    expect(await decisionsOf(locale, turns)).toEqual([statement])
  })

  test.each<[Locale, string[]]>([
    ['en', ['Ada: Okay, blue it is.', 'Ben: I would rather not.']],
    ['en', ["Ada: Well, that's what it is.", 'Ben: Agreed.']],
    ['en', ['Ada: Okay, how bad it is.', 'Ben: Exactly.']],
    ['en', ['Ada: Well, nobody knows whose it is.', 'Ben: Exactly.']],
    ['ru', ['Ада: Значит, понятно.', 'Бен: Согласен.']],
    ['ru', ['Ада: Значит, течь в насосе.', 'Бен: Согласен.']],
    ['ru', ['Ада: Тогда он придет.', 'Бен: Точно.']],
  ])('none: %s %j', async (locale, turns) => {
    expect(await decisionsOf(locale, turns)).toEqual([])
  })
})

describe('is no decision of this meeting', () => {
  test.each<[string, Locale, string[]]>([
    [
      'a reference back without an outcome',
      'en',
      ["Ada: That's what we decided earlier on.", 'Ben: Agreed.'],
    ],
    [
      'a reference back without an outcome, in Russian',
      'ru',
      ['Ада: Так что решили в прошлый раз, то и решили.', 'Бен: Согласен.'],
    ],
    [
      'the course of the meeting',
      'en',
      [
        "Ada: Thanks everyone for coming, let's get started.",
        "Ada: Okay, so we'll start off with a final overview of the minutes.",
        'Ben: Yeah.',
      ],
    ],
    [
      'what waits for an approval',
      'en',
      ["Ada: Once the budget is approved we'll hire two people.", 'Ben: Okay.'],
    ],
    [
      'a condition that nobody took up',
      'en',
      [
        "Ada: Thanks everyone for coming, let's get started.",
        "Ada: Unless the vendor is late, so we'll keep the old pump rather than the new.",
        'Ben: Yeah.',
      ],
    ],
  ])('%s', async (_name, locale, turns) => {
    expect(await decisionsOf(locale, turns)).toEqual([])
  })

  test('while a recap that names the outcome is', async () => {
    const turns = ['Ada: What we agreed was a monthly fee of forty euros.', 'Ben: Exactly.']
    expect(await decisionsOf('en', turns)).toEqual([turns[0]?.slice(5) ?? ''])
  })
})

const CHATTER = [
  'Ben: We walked along the river and looked at the old boats in the evening light.',
  'Cem: The water was high and the boats were painted in green and white.',
]

/** Talk of about 2,800 words that says nothing, with lines after so many turns. */
function longTalk(lines: Record<number, string>): string[] {
  return Array.from({ length: 200 }, (_, at) => lines[at] ?? CHATTER[at % 2] ?? '')
}

describe('in long talk', () => {
  const LED = {
    0: 'Ada: Okay, is everybody here?',
    1: 'Ada: This meeting is short, we have forty minutes.',
    60: 'Ada: The wooden handle should be painted yellow for this model.',
    100: 'Ben: You should definitely keep the front door of my house closed, for sure, rather than open.',
    140: 'Cem: The wooden handle was nicest in my view.',
  }

  test('what the leader says and others take up comes first', async () => {
    expect(await decisionsOf('en', longTalk(LED))).toContain(
      'The wooden handle should be painted yellow for this model.',
    )
  })

  test('a recap that names its outcome counts, one that names none does not', async () => {
    const told = longTalk({
      60: 'Ben: So we already decided that the wooden handle will be yellow.',
      100: 'Cem: So they will have what we decided already.',
      140: 'Cem: There will be more details once we have decided on the handle.',
    })
    expect(await decisionsOf('en', told)).toEqual([
      'We already decided that the wooden handle will be yellow.',
    ])
  })

  test('stories of what others decided are no decisions', async () => {
    const told = longTalk({
      60: 'Ben: I remember that they decided on it in one evening, it was in all the papers.',
      100: 'Cem: The council voted at midnight about the bridge.',
    })
    expect(await decisionsOf('en', told)).toEqual([])
  })
})
