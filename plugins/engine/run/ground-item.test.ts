import { expect, test } from 'bun:test'
import { samplePack, segmentsOf } from '../testing/sample-pack.ts'
import type { ItemValue, Segment } from '../types.ts'
import { validateItem } from '../pack/validate.ts'
import { groundItem } from './ground-item.ts'

const pack = samplePack()
const segments = segmentsOf('I will send the draft to legal by Friday.', 'Okay.')
const citations = [{ segment: 1, anchor: 'send the draft to legal' }]
const state = (value: ItemValue) => groundItem(pack, 'tasks', value, citations, segments).state

test('an edit that the quotes still carry stays verified', () => {
  expect(state({ task: 'Send draft to legal department' })).toBe('verified')
  expect(state({ task: 'Send the draft', dueText: 'by Friday', dueOn: '2026-11-27' })).toBe(
    'verified',
  )
})

test('an edit with new facts is weak; one about something else is unsupported and keeps its quotes', () => {
  expect(state({ task: 'Send 3 drafts to legal' })).toBe('weak')
  expect(state({ task: 'Order chairs for the kitchen' })).toBe('unsupported')
  expect(state({ task: 'Buy 900 elephants for the Paris zoo' })).toBe('unsupported')
  expect(
    groundItem(pack, 'tasks', { task: 'Order chairs' }, citations, segments).evidence,
  ).toHaveLength(1)
})

const english =
  'I will prepare the budget plan for the new warehouse and show it to the board on Tuesday.'
const russian = 'Я подготовлю смету по складу, а цену договора согласую с юристами до пятницы.'
test.each<[state: string, source: string, text: string]>([
  ['verified', english, 'Preparing plans of the warehouse budget'],
  ['verified', english, 'Budgets'],
  ['verified', english, 'Write up how the warehouse is financed, for the board'],
  ['weak', english, 'Write a summary about costs and rent of warehouses'],
  ['unsupported', english, 'Travel'],
  ['unsupported', english, 'That will be the holidays'],
  ['unsupported', english, 'Hire 12 drivers, rent 4 trucks and a warehouse'],
  ['verified', russian, 'Подготовка сметы склада'],
  ['verified', russian, 'Согласовать с юристом цены в договоре'],
  ['verified', russian, 'Смета'],
  ['unsupported', russian, 'Купить 900 слонов для зоопарка'],
  ['unsupported', russian, 'Отпуск'],
  ['unsupported', russian, 'Это для вас, чтобы было весело'],
  ['weak', russian, 'Prepare the estimate for the storage'],
  ['unsupported', russian, 'Buy 900 elephants'],
  ['weak', english, 'Do it'],
])('%s: edited on “%s” to “%s”', (expected, source, text) => {
  const quoted = [{ segment: 1, anchor: source }]
  expect(
    groundItem(pack, 'tasks', { task: text }, quoted, segmentsOf(source)).state as string,
  ).toBe(expected)
})

test('a person’s name is known from who speaks', () => {
  const [first, ...rest] = segmentsOf('Hello, I look after the numbers.')
  const spoken = [{ ...first, speaker: 'Anna Kern' } as Segment, ...rest]
  const quoted = [{ segment: 1, anchor: 'Hello, I look after the numbers.' }]
  expect(groundItem(pack, 'tasks', { task: 'Anna Kern' }, quoted, spoken).state).toBe('verified')
})

test('a date is a day that the calendar has, from the year 1 on', () => {
  const faults = (dueOn: string) =>
    validateItem(pack, 'tasks', { task: 'Send', dueOn }).map(({ pointer }) => pointer)
  for (const day of ['0001-01-01', '2024-02-29', '9999-12-31']) expect(faults(day)).toEqual([])
  for (const day of ['0000-01-01', '2023-02-29', '2026-13-01', '10000-01-01', '-001-01-01']) {
    expect(faults(day)).toEqual(['/dueOn'])
  }
})

test('without quotes an item is unsupported, and an unknown section is an error', () => {
  expect(groundItem(pack, 'tasks', { task: 'Send the draft' }, [], segments)).toEqual({
    state: 'unsupported',
    evidence: [],
  })
  expect(() => groundItem(pack, 'wishes', {}, [], segments)).toThrow(RangeError)
})

test('an item is judged by its section’s schema', () => {
  expect(
    validateItem(pack, 'tasks', { task: 'Send', level: 'low', dueOn: '2026-11-27', code: 'AB-1' }),
  ).toEqual([])
  expect(
    validateItem(pack, 'tasks', {
      task: '',
      level: 'big',
      dueOn: '2026-02-30',
      code: 'ab',
      hours: 1.5,
      x: 1,
    })
      .map(({ pointer }) => pointer)
      .sort(),
  ).toEqual(['', '/code', '/dueOn', '/hours', '/level', '/task'])
  expect(validateItem(pack, 'wishes', {})).toEqual([
    { pointer: '', detail: 'The scenario has no section wishes.' },
  ])
})

test('a name that was not said makes an edit weak, unless it is one that need not be said', () => {
  const segments = segmentsOf('We will send the draft of the plan to them.')
  const citations = [{ segment: 1, anchor: 'send the draft of the plan' }]
  const value = { task: 'Send the draft of the plan to Northwind' }
  const stateWith = (...exempt: string[]) =>
    groundItem(samplePack(), 'tasks', value, citations, segments, exempt).state
  expect(stateWith()).toBe('weak')
  expect(stateWith('Northwind')).toBe('verified')
})
