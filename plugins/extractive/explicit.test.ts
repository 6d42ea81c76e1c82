import { expect, test } from 'bun:test'
import { runScenario, type Segment } from '../engine/index.ts'
import { sampleMeeting } from '../engine/testing/sample-pack.ts'
import { readBuiltInPacks } from '../../server/modules/scenarios/built-in-packs.ts'
import { extractiveProvider } from './index.ts'

const minutes = (await readBuiltInPacks()).find(({ manifest }) => manifest.id === 'general-minutes')
if (!minutes) throw new Error('There is no built-in pack.')
const pack = minutes

type Line = [speaker: string | null, text: string]

async function textsOf(section: string, lines: Line[]): Promise<unknown[]> {
  const segments = lines.map(([speaker, text], at): Segment => ({
    ordinal: at + 1,
    rev: 1,
    speaker,
    startMs: null,
    endMs: null,
    text,
  }))
  const provider = extractiveProvider()
  const output = await runScenario({ pack, segments, meeting: sampleMeeting, provider })
  const field = pack.sections.find(({ name }) => name === section)?.textField ?? ''
  const items = output.sections.find(({ name }) => name === section)?.items ?? []
  expect(items.every(({ state }) => state === 'verified')).toBe(true)
  return items.map(({ value }) => value[field])
}

const chat: Line[] = [
  ['Tom', 'The weather was lovely on Sunday, we walked along the river for hours.'],
  ['Nora', 'Oh nice, mine was mostly laundry and a very long film.'],
]

test.each<[string, Line[], string[]]>([
  [
    'a decision that is announced as one',
    [...chat, ['Nora', 'Decision: we will move the launch to December 8.'], ['Tom', 'Okay.']],
    ['We will move the launch to December 8.'],
  ],
  [
    'behind a lead, and numbered',
    [...chat, ['Nora', 'So, second decision: the old portal stays online until spring.']],
    ['The old portal stays online until spring.'],
  ],
  [
    'in Russian',
    [['Ольга', 'Итак, решение: сканеры закупаем у прежнего поставщика.']],
    ['Сканеры закупаем у прежнего поставщика.'],
  ],
  [
    'none where the label is followed by a question, or says that there is none',
    [
      ['Nora', 'Decision: do we move the launch to December?'],
      ['Tom', 'Decision: not decided yet, the budget is missing.'],
      ['Nora', 'The decision was hard for everybody in the room.'],
    ],
    [],
  ],
  [
    'a question that somebody else accepts is cut to its statement',
    [
      ['Ирина', 'То есть лицензию не продлеваем, делаем полную выгрузку?'],
      ['Денис', 'Да, согласен.'],
    ],
    ['Лицензию не продлеваем, делаем полную выгрузку'],
  ],
  [
    'a question is left for the statement behind it',
    [
      ['Ирина', 'То есть лицензию не продлеваем, делаем полную выгрузку?'],
      ['Денис', 'Да, решили: лицензию не продлеваем, делаем полную выгрузку в архив.'],
      ['Ирина', 'Хорошо, согласна.'],
    ],
    ['Лицензию не продлеваем, делаем полную выгрузку в архив.'],
  ],
  [
    'a question that nobody known accepts is no decision',
    [
      [null, 'То есть лицензию не продлеваем, делаем полную выгрузку?'],
      [null, 'Да, согласен.'],
    ],
    [],
  ],
  [
    'nor one that is only thought about',
    [
      ['Ирина', 'То есть лицензию не продлеваем, делаем полную выгрузку?'],
      ['Денис', 'Давай спросим юристов, там были условия по данным.'],
    ],
    [],
  ],
])('decisions: %s', async (_, lines, expected) => {
  expect(await textsOf('decisions', lines)).toEqual(expected)
})

const migration = 'Who owns the migration of the old tickets?'
test.each<[string, Line[], string[]]>([
  [
    'nobody answers who owns something',
    [
      ['Nora', migration],
      ['Tom', 'The next slide shows the numbers of October.'],
    ],
    [migration],
  ],
  ['it is the last word', [...chat, ['Nora', migration]], [migration]],
  [
    'an open question that is called so',
    [['Nora', 'Open question: which warehouse takes the returns in January?']],
    ['Which warehouse takes the returns in January?'],
  ],
  [
    'nobody answers, in Russian',
    [
      ['Ольга', 'Кто отвечает за перенос старых заявок?'],
      ['Артём', 'Так, дальше график на праздники.'],
    ],
    ['Кто отвечает за перенос старых заявок?'],
  ],
  [
    'answered by the one who does it',
    [
      ['Nora', migration],
      ['Tom', "That's me, with help from the vendor."],
    ],
    [],
  ],
  [
    'answered with a name',
    [
      ['Nora', migration],
      ['Ada', 'Tom and the vendor.'],
      ['Tom', 'Correct.'],
    ],
    [],
  ],
  ['answered with a team', [...chat, ['Nora', migration], ['Tom', 'The support team.']], []],
  ['answered by the one who asked', [['Nora', `${migration} I think it is with finance.`]], []],
  [
    'answered, in Russian',
    [
      ['Ольга', 'Кто отвечает за перенос старых заявок?'],
      ['Артём', 'Это у нас в поддержке.'],
    ],
    [],
  ],
])('open questions: %s', async (_, lines, expected) => {
  expect(await textsOf('openQuestions', lines)).toEqual(expected)
})
