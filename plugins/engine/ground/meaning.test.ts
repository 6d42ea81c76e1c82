import { describe, expect, test } from 'bun:test'
import { samplePack } from '../testing/sample-pack.ts'
import type { Segment } from '../types.ts'
import { groundValue } from './ground.ts'
import { indexSegments } from './segment-index.ts'

const section = samplePack().sections[0]
if (!section) throw new Error('The sample pack has no section.')
const tasks = section

function stateOf(said: string, task: string, exempt: string[] = []): string {
  const segments: Segment[] = [
    { ordinal: 1, rev: 1, speaker: 'Anna Smith', startMs: null, endMs: null, text: said },
    { ordinal: 2, rev: 1, speaker: 'Boris', startMs: null, endMs: null, text: 'Well then.' },
  ]
  const cited = [{ segment: 1, anchor: said }]
  return groundValue(tasks, { task }, cited, indexSegments(segments, exempt)).state
}

describe('an item is weak when it says the opposite of its quote:', () => {
  test.each([
    ['We will not ship on Friday', 'We will ship on Friday.'],
    ['Ship on Friday', 'We will not ship on Friday.'],
    ['Не выпускаем релиз в пятницу', 'Хорошо, выпускаем релиз в пятницу.'],
    ['Выпускаем релиз в пятницу', 'Мы не выпускаем релиз в пятницу.'],
    ['Купить сервер', 'Сервер покупать не будем.'],
    ['Hire a designer', 'We do not need to hire a designer.'],
    ['No need to hire a designer', 'We need to hire a designer in spring.'],
    ['Anna refused to prepare the report', 'I will prepare the report soon.'],
    ['Отказались от подрядчика', 'Берём подрядчика, договорились.'],
    ['Cancel the workshop', 'The workshop takes place as planned.'],
    ['Work continues without the vendor', 'Work goes on with the vendor.'],
    ['Звонить в банк', 'Не надо звонить в банк.'],
    ['Договор подписан', 'Договор пока никем не подписан.'],
    ['Stop the campaign', 'We keep the campaign running through May.'],
    ['Postpone the launch', 'The launch stays on the ninth as planned.'],
    ['Raise prices', 'We will lower prices in the shop.'],
    ['Повысить цены', 'Мы снизим цены в магазине.'],
    ['Approve the invoice', 'I would reject the invoice.'],
    ['Принять предложение', 'Предложение отклоняем.'],
    ['The server is unstable', 'The server is stable since the update.'],
    [
      'It was decided not to: the notes do not follow the order of the call',
      'the notes do not follow the order of the call',
    ],
    [
      'It was decided not to: the server is too slow and needs more memory',
      'the server is too slow and needs more memory',
    ],
  ])('%s', (task, said) => {
    expect(stateOf(said, task)).toBe('weak')
  })
})

describe('another wording of the same stays verified:', () => {
  test.each([
    ['Send the draft', 'Don’t forget to send the draft.'],
    ['Use blue for the logo', "Why don't we use blue for the logo?"],
    ['Отправить черновик', 'Не забудь отправить черновик.'],
    ['Drop the LCD screen', 'I do not think we need the LCD screen.'],
    ['No LCD screen', 'Let us drop the LCD screen.'],
    ['It is not decided whether to use kinetic power', 'Should we use kinetic power?'],
    ['The launch will not take place before the audit', 'We can only launch after the audit.'],
    ['I will send the file', 'No, I will send the file.'],
    ['Подготовить отчёт к сроку', 'Нет, отчёт к сроку я подготовлю.'],
    ['Launch now, not later', 'We launch now instead of later.'],
    ['Stop using Slack', 'We move away from Slack, let us keep Teams.'],
    ['Reduce the scope', 'We cut the scope, quality has to grow.'],
    ['Cover the topic in May', 'We discover and cover the topic in May.'],
    ['Собрать несколько заявок', 'Узнай, сколько заявок, и собери их.'],
    ['Disable the feature', 'The feature should not be enabled.'],
    ['Снизить цены', 'Цены надо опускать.'],
    ['Оставляем текущего подрядчика', 'Подрядчика не меняем, оставляем текущего.'],
    ['The first is easy, the second is not easy', 'the first is easy, uh, the second is not easy'],
  ])('%s', (task, said) => {
    expect(stateOf(said, task)).toBe('verified')
  })
})

test.each([
  ['Not lose the list again', 'I lose the list every week'],
  ['Чтобы двое не пришли сразу', 'Двое пришли сразу'],
  ['Никто не проверял описи', 'Описи, правда, не проверял никто'],
])(
  'a wish against what was said is no denial of it, and nobody-not denies once: %s',
  (task, said) => {
    expect(stateOf(said, task)).toBe('verified')
  },
)

describe('a name, a unit or a near day', () => {
  test.each([
    ['Call Globex about the price', 'I will call them about the price', []],
    ['Обсудить с Петровым договор', 'Обсужу с ним договор', []],
    ['Перенести данные в Oracle', 'Перенесём данные на днях', []],
    ['Boris will send the draft', 'I will send the draft', []],
    ['Pay 500 euros for the venue', 'we pay 500 for the venue', []],
    ['Send the draft tomorrow', 'I will send the draft', []],
    ['Прислать черновик на следующей неделе', 'Пришлю черновик', []],
    ['Pay 4.2 million for the venue', 'we pay 42 million for the venue', []],
    ['iOS release first', 'the release comes first', []],
    ['Ship with eBay', 'ship it with them', []],
    ['A dozen tickets came in', 'tickets came in', []],
    ['Twice as many tickets came in', 'tickets came in', []],
    ['Third quarter results are out', 'second quarter results are out', []],
  ])('that the quote does not hold makes it weak: %s', (task, said, exempt) => {
    expect(stateOf(said, task, exempt)).toBe('weak')
  })

  test.each([
    ['Call Globex about the price', 'I will call globex about the price', []],
    ['Anna will send the draft', 'I will send the draft', []],
    ['Prepare the UI for Northwind', 'I prepare the user interface', ['Northwind']],
    ['Review Plan For The Launch', 'we review the plan for the launch', []],
    ['Позвонить в Ромашку', 'Позвоню в ромашку', []],
    ['Pay 4,200,000 dollars for the venue', 'we pay 4.2 million dollars for the venue', []],
    ['Grow by 5 %', 'we grow by five percent', []],
    ['Meet at 15:30', 'let us meet at 3:30 pm', []],
    ['Meet at 3 pm', 'let us meet at 15:00', []],
    ['Order 12 chairs', 'we order a dozen chairs', []],
    ['Report on Q3', 'we report on the third quarter', []],
    ['Use GitHub Actions', 'we use github actions', []],
  ])('that is held, or known without being said, does not: %s', (task, said, exempt) => {
    expect(stateOf(said, task, exempt)).toBe('verified')
  })
})
