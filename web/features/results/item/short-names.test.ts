import { expect, test } from 'bun:test'
import { shortNames } from './short-names.ts'

const short = (...names: string[]): (string | undefined)[] => {
  const found = shortNames(names.map((name, at) => ({ id: at + 1, name })))
  return names.map((_, at) => found.get(at + 1))
}

test('a first name is enough where nobody shares it', () => {
  expect(short('Anna Kern', 'Boris Wolf', 'Анна Карцева')).toEqual(['Anna', 'Boris', 'Анна'])
})

test('two of one first name get an initial, else their whole names', () => {
  expect(short('Anna Kern', 'Anna Roth', 'Boris Wolf')).toEqual(['Anna K.', 'Anna R.', 'Boris'])
  expect(short('Anna Kern', 'Anna Kuhn')).toEqual(['Anna Kern', 'Anna Kuhn'])
  expect(short('Anna', 'Anna Kern')).toEqual(['Anna', 'Anna K.'])
})

test('speakers who are only numbered keep their number', () => {
  expect(short('Speaker 1', 'Speaker 2')).toEqual(['Speaker 1', 'Speaker 2'])
  expect(short('Speaker 1')).toEqual(['Speaker 1'])
  expect(short('Говорящий 1', 'Говорящий 12')).toEqual(['Говорящий 1', 'Говорящий 12'])
  expect(short('Speaker A', 'Speaker B')).toEqual(['Speaker A', 'Speaker B'])
})

test('two of the very same name differ too', () => {
  expect(short('Anna', 'Anna')).toEqual(['Anna (1)', 'Anna (2)'])
  expect(short('Anna Kern', 'Boris', 'Anna Kern')).toEqual([
    'Anna Kern (1)',
    'Boris',
    'Anna Kern (2)',
  ])
})

test('gives no two speakers the same short name', () => {
  const pool = ['Anna', 'Anna K.', 'Anna Kern', 'Anna Kuhn', 'Anna (1)', 'Speaker 1', 'Speaker', '']
  for (const a of pool)
    for (const b of pool)
      for (const c of pool) {
        const names = short(a, b, c)
        expect([a, b, c, new Set(names).size]).toEqual([a, b, c, 3])
      }
})
