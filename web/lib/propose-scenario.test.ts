import { expect, test } from 'bun:test'
import { beginsWord, proposeScenario } from './propose-scenario.ts'

const known = ['client-status', 'board-meeting', 'retrospective'].map((id) => ({ id }))
const rules = [
  { clientId: 'birch', words: ['board', 'совет'], scenario: 'board-meeting' },
  { clientId: 'birch', words: [], scenario: 'client-status' },
  { clientId: null, words: ['ретро', 'retro'], scenario: 'retrospective' },
  { clientId: null, words: ['gone'], scenario: 'no-longer-there' },
]
const propose = (title: string, clientId = '') => proposeScenario(rules, { title, clientId }, known)

test('proposes the scenario of the first rule that matches', () => {
  expect(propose('Board of Birch', 'birch')).toBe('board-meeting')
  expect(propose('Weekly', 'birch')).toBe('client-status')
  expect(propose('Board of somebody else')).toBeUndefined()
  expect(propose('Ретроспектива спринта 14')).toBe('retrospective')
  expect(propose('Retro', 'other')).toBe('retrospective')
  expect(propose('Anything gone')).toBeUndefined()
  expect(
    proposeScenario(
      [{ clientId: null, words: [], scenario: 'retrospective' }],
      { title: 'x', clientId: '' },
      known,
    ),
  ).toBeUndefined()
})

test.each([
  ['Совет директоров', 'совет', true],
  ['Заседание совета', 'Совет', true],
  ['Отчёт за май', 'отчет', true],
  ['Resume review', 'résumé', true],
  ['Dashboard', 'board', false],
  ['Просвет', 'свет', false],
  ['Q3-retro', 'retro', true],
  ['2026_retro', 'retro', true],
  ['Совет   директоров', 'совет директоров', true],
  ['1:1 Anna', '1:1', true],
  ['11:15', '1:1', false],
  ['Звонок (#sales)', '#sales', true],
  ['周会产品', '产品', true],
  ['Q&A#sales', '#sales', true],
  ['Йога', 'иога', false],
  ['anything', '  ', false],
  ['Встреча «Совет директоров»', '"совет директоров"', true],
  ['ООО “Берёза”: итоги', 'ооо «береза»', true],
  ['O’Brien & Co', "o'brien", true],
  ["'Retro' of sprint 14", 'retro of', true],
  ['İstanbul ofisi', 'istanbul', true],
  ['IŞIK haftalık', 'ışık', true],
  ['Straße 12', 'STRASSE', true],
  ['Łódź weekly', 'lodz', true],
  ['Ｂｏａｒｄ', 'board', true],
  ['साप्ताहिक किताब', 'कातब', false],
  ['각자', '가', false],
  ['ВСЁ И СРАЗУ', 'все и', true],
  ['anything', '""', false],
])('%p with %p: %p', (title, words, is) => {
  expect(beginsWord(title, words)).toBe(is)
})

test('prefers the first of two matching rules and skips scenarios that cannot be chosen', () => {
  const both = [
    { clientId: null, words: ['board'], scenario: 'stopped' },
    { clientId: null, words: ['board'], scenario: 'board-meeting' },
    { clientId: null, words: ['boa'], scenario: 'retrospective' },
  ]
  const of = (rules: typeof both) => proposeScenario(rules, { title: 'Board', clientId: '' }, known)
  expect(of(both)).toBe('board-meeting')
  expect(of(both.toReversed())).toBe('retrospective')
  expect(of(both.slice(0, 1))).toBeUndefined()
})

test('reaches the last of fifty rules', () => {
  const many = Array.from({ length: 50 }, (_, at) => ({
    clientId: null,
    words: [`project ${at}`],
    scenario: known[at % 3]?.id ?? '',
  }))
  const of = (title: string) => proposeScenario(many, { title, clientId: '' }, known)
  expect(of('Project 49')).toBe(known[49 % 3]?.id)
  expect(of('Project 50')).toBe(known[5 % 3]?.id)
})
