import { expect, test } from 'bun:test'
import { wordPrice } from './price.ts'

test('a price keeps its parts of a cent, in the currency and language', () => {
  expect(wordPrice('3.6', 'usd', 'en')).toBe('$0.036')
  expect(wordPrice('3.6', 'usd', 'ru')).toBe('0,036\u00a0$')
  expect(wordPrice('250', 'jpy', 'en')).toBe('¥250')
})
