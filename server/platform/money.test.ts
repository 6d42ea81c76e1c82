import { expect, test } from 'bun:test'
import { formatMoney } from './money.ts'

test('formats minor units by currency and language, including fractions of a cent', () => {
  expect(formatMoney('3.6', 'usd', 'en')).toBe('$0.036')
  expect(formatMoney('3.6', 'usd', 'ru')).toBe('0,036\u00a0$')
  expect(formatMoney(120_000, 'eur', 'en')).toBe('€1,200.00')
  expect(formatMoney('2.5', 'jpy', 'en')).toBe('¥2.5')
})

test('uses the payment provider’s minor units regardless of the currency’s usual digits', () => {
  const plain = (minor: number, currency: string) =>
    formatMoney(minor, currency, 'en').replace(/[^\d.,]/g, '')
  expect(plain(124_000, 'isk')).toBe('1,240')
  expect(plain(124_050, 'ugx')).toBe('1,240.5')
  expect(plain(1_240, 'mga')).toBe('1,240')
  expect(plain(1_240, 'KRW')).toBe('1,240')
  expect(plain(1_240, 'kwd')).toBe('1.240')
  expect(plain(124_000, 'huf')).toBe('1,240.00')
})
