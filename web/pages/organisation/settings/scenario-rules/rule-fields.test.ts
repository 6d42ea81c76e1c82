import { expect, test } from 'bun:test'
import { printRules, readRules, splitWords, toFields, toRule } from './rule-fields.ts'

test.each([
  ['board, совет', ['board', 'совет']],
  ['board; совет\nretro,, ', ['board', 'совет', 'retro']],
  ['"Smith, Jones", retro', ['Smith, Jones', 'retro']],
  ['«Смирнов, Котова», совет', ['Смирнов, Котова', 'совет']],
  ['„Müller, Sohn“, “Smith; Jones”', ['Müller, Sohn', 'Smith; Jones']],
  ['5" display, 7" display', ['5" display', '7" display']],
  ['"not closed, retro', ['"not closed', 'retro']],
  ['совет "Берёза", board', ['совет "Берёза"', 'board']],
  ['  ', []],
])('%p holds %p', (text, words) => {
  expect(splitWords(text)).toEqual(words)
})

test("keeps a comma inside a rule's phrase", () => {
  const rule = { clientId: null, words: ['Smith, Jones', 'retro'], scenario: 'retrospective' }
  expect(toRule(toFields(rule))).toEqual(rule)
})

test('restores kept rules, and returns nothing where they are incomplete', () => {
  const rules = [{ clientId: '', words: 'board', scenario: '' }]
  expect(readRules(printRules(rules))).toEqual(rules)
  for (const text of ['', '{}', '[1]', '[{"clientId":""}]', '[{']) {
    expect(readRules(text)).toBeUndefined()
  }
})
