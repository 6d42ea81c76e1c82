import { expect, test } from 'bun:test'
import { createPersonFinder } from './people.ts'

const find = createPersonFinder(['Peter Szilyagi', 'Анна Кернова'], ['Tim (Besu)', 'Maria Lopez'])

test.each([
  ['Peter', 'Peter Szilyagi'],
  ['peter szilyagi', 'Peter Szilyagi'],
  ['Peter Szilyagi, who leads Geth', 'Peter Szilyagi'],
  ['Tim', 'Tim (Besu)'],
  ['Анна', 'Анна Кернова'],
  ['Peter or Tim', null],
  ['not Peter', null],
  ['anybody without Maria', null],
  ['не Анна', null],
  ['Somebody', null],
])('“%s” means %s', (given, meant) => {
  expect(find(given)).toBe(meant)
})
