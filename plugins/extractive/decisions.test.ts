import { describe, expect, test } from 'bun:test'
import { type Locale, runScenario, type Segment } from '../engine/index.ts'
import { meetingFacts } from '../engine/testing/injected-meeting.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
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

describe('a decision of one telling word counts where the sentence closes the matter', () => {
  test.each<[Locale, string[], string[]]>([
    ['en', ["Ada: So let's go for the plastic.", 'Ben: Yeah.'], ["Let's go for the plastic."]],
    ['en', ["Ada: We'll go with oak then.", 'Ben: Yeah.'], ["We'll go with oak then."]],
    ['en', ["Ada: I heard we're going with that.", 'Ben: Yeah.'], []],
    [
      'ru',
      ['Ада: Значит, останавливаемся на пластике.', 'Бен: Да.'],
      ['Останавливаемся на пластике.'],
    ],
  ])('%s %j', async (locale, turns, statements) => {
    expect(await decisionsOf(locale, turns)).toEqual(statements)
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
    [
      'what another clause asks',
      'en',
      [
        "Ada: That is how we'll use the old warehouse in Riga.",
        'Ben: Sounds good.',
        'Cem: Agreed.',
      ],
    ],
    [
      'what another clause asks, in Russian',
      'ru',
      ['Ада: Вот где мы будем хранить старые насосы.', 'Бен: Согласен.', 'Вера: Согласна.'],
    ],
    [
      'a decision that does not say which',
      'en',
      ["Ada: We've decided on how to paint the front door.", 'Ben: Sounds good.'],
    ],
    [
      'a choice of nothing in particular',
      'en',
      [
        "Ada: We're going to use something really bright for it.",
        'Ben: Sounds good.',
        'Cem: Agreed.',
      ],
    ],
    [
      'what is only supposed',
      'en',
      ["Ada: It gets cold in there if we're going with the glass roof.", 'Ben: Exactly.'],
    ],
    [
      'what is only supposed, in Russian',
      'ru',
      ['Ада: Станет холодно, если решили ставить стеклянную крышу.', 'Бен: Согласен.'],
    ],
    [
      'another possibility',
      'en',
      ["Ada: Or we'll use the small blue van instead.", 'Ben: Sounds good.', 'Cem: Agreed.'],
    ],
    [
      'another possibility, in Russian',
      'ru',
      ['Ада: Или возьмем маленький синий фургон.', 'Бен: Согласен.', 'Вера: Согласна.'],
    ],
    [
      'a question whose mark the transcript lacks',
      'en',
      ["Ada: Do you think we'll use the small blue van.", 'Ben: Sounds good.', 'Cem: Agreed.'],
    ],
    [
      'what need not be',
      'en',
      [
        "Ada: Thanks everyone for coming, let's get started.",
        'Ada: The covers never have to be washed by hand.',
        'Ben: Sounds good.',
        'Cem: Agreed.',
      ],
    ],
  ])('%s', async (_name, locale, turns) => {
    expect(await decisionsOf(locale, turns)).toEqual([])
  })

  test.each<[string, Locale, string[], string]>([
    [
      'a choice behind a condition',
      'en',
      [
        "Ada: If we're going with the glass roof, we're going with the stone floor.",
        'Ben: Agreed.',
      ],
      "If we're going with the glass roof, we're going with the stone floor.",
    ],
  ])('while %s is one', async (_name, locale, turns, statement) => {
    expect(await decisionsOf(locale, turns)).toEqual([statement])
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

  test('what shall be counts without a further cue, unless it speaks of one person', async () => {
    const said = longTalk({
      60: 'Ben: The new handle should reach customers below forty by the end of summer.',
      120: 'Cem: I should reach for a second cup of coffee in the evening.',
    })
    expect(await decisionsOf('en', said)).toEqual([
      'The new handle should reach customers below forty by the end of summer.',
    ])
  })

  test('what is asked, open or only possible does not', async () => {
    const said = longTalk({
      40: "Ben: This is how we're gonna make the wooden handle yellow for sure.",
      80: 'Cem: Does it have to be painted in a different yellow, it should rather stay wooden.',
      120: 'Ben: Or the wooden handle should definitely be painted green instead of yellow.',
      160: "Cem: The handle doesn't have to be painted, it must only be clean.",
    })
    expect(await decisionsOf('en', said)).toEqual([])
  })

  test('stories of what others decided are no decisions', async () => {
    const told = longTalk({
      60: 'Ben: I remember that they decided on it in one evening, it was in all the papers.',
      100: 'Cem: The council voted at midnight about the bridge.',
    })
    expect(await decisionsOf('en', told)).toEqual([])
  })
})
