import { expect, test } from 'bun:test'
import { formatMoney } from './money.ts'

test('writes minor units in the currency and language, with parts of a cent', () => {
  expect(formatMoney('3.6', 'usd', 'en')).toBe('$0.036')
  expect(formatMoney('3.6', 'usd', 'ru')).toBe('0,036\u00a0$')
  expect(formatMoney(120_000, 'eur', 'en')).toBe('€1,200.00')
  expect(formatMoney('2.5', 'jpy', 'en')).toBe('¥2.5')
})
