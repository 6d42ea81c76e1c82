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

test('the first rule that fits proposes its scenario', () => {
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
])('%p with %p: %p', (title, words, is) => {
  expect(beginsWord(title, words)).toBe(is)
})
