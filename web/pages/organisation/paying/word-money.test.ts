import { expect, test } from 'bun:test'
import { wordMoney, wordUnitPrice } from './word-money.ts'

const usd = (minor: number) => ({ minor, currency: 'usd' })

test('money has the digits of its currency', () => {
  expect(wordMoney(usd(3120), 'en')).toBe('$31.20')
  expect(wordMoney(usd(5), 'en')).toBe('$0.05')
  expect(wordMoney(usd(0), 'en')).toBe('$0.00')
  expect(wordMoney(usd(-1250), 'en')).toBe('-$12.50')
  expect(wordMoney(usd(123_456_789), 'ru')).toBe('1\u00a0234\u00a0567,89\u00a0$')
  expect(wordMoney({ minor: 1240, currency: 'jpy' }, 'en')).toBe('¥1,240')
  expect(wordMoney({ minor: 1240, currency: 'kwd' }, 'en')).toContain('1.240')
})

test('large amounts are not rounded', () => {
  expect(wordMoney(usd(Number.MAX_SAFE_INTEGER), 'en')).toBe('$90,071,992,547,409.91')
})

test('the price of a unit keeps its fractions of a cent', () => {
  expect(wordUnitPrice('3.6', 'usd', 'en')).toBe('$0.036')
  expect(wordUnitPrice('3.6', 'usd', 'ru')).toBe('0,036\u00a0$')
  expect(wordUnitPrice('25', 'usd', 'en')).toBe('$0.25')
  expect(wordUnitPrice('0.000000000001', 'usd', 'en')).toBe('$0.00000000000001')
  expect(wordUnitPrice('150.5', 'jpy', 'en')).toBe('¥150.5')
})
