import { expect, test } from 'bun:test'
import { minorDigits as minorDigitsOfServer } from '../../../server/platform/money.ts'
import { minorDigits } from './minor-digits.ts'
import { parseMoney, formatMoney, formatUnitPrice, formatMoneyInput } from './format-money.ts'

const usd = (minor: number) => ({ minor, currency: 'usd' })

test('formats money with the digits of its currency', () => {
  expect(formatMoney(usd(3120), 'en')).toBe('$31.20')
  expect(formatMoney(usd(5), 'en')).toBe('$0.05')
  expect(formatMoney(usd(0), 'en')).toBe('$0.00')
  expect(formatMoney(usd(-1250), 'en')).toBe('-$12.50')
  expect(formatMoney(usd(123_456_789), 'ru')).toBe('1\u00a0234\u00a0567,89\u00a0$')
  expect(formatMoney({ minor: 1240, currency: 'jpy' }, 'en')).toBe('¥1,240')
  expect(formatMoney({ minor: 1240, currency: 'kwd' }, 'en')).toContain('1.240')
})

test("uses the payment provider's minor units, whatever the browser says", () => {
  const plain = (minor: number, currency: string) =>
    formatMoney({ minor, currency }, 'en').replace(/[^\d.,]/g, '')
  expect(plain(124_000, 'isk')).toBe('1,240')
  expect(plain(124_050, 'ugx')).toBe('1,240.5')
  expect(plain(1_240, 'mga')).toBe('1,240')
  expect(formatUnitPrice('150.5', 'ugx', 'en').replace(/[^\d.,]/g, '')).toBe('1.505')
  for (const currency of Intl.supportedValuesOf('currency'))
    expect([currency, minorDigits(currency)]).toEqual([currency, minorDigitsOfServer(currency)])
})

test('does not round large amounts', () => {
  expect(formatMoney(usd(Number.MAX_SAFE_INTEGER), 'en')).toBe('$90,071,992,547,409.91')
})

test('keeps fractions of a cent in unit prices', () => {
  expect(formatUnitPrice('3.6', 'usd', 'en')).toBe('$0.036')
  expect(formatUnitPrice('3.6', 'usd', 'ru')).toBe('0,036\u00a0$')
  expect(formatUnitPrice('25', 'usd', 'en')).toBe('$0.25')
  expect(formatUnitPrice('0.000000000001', 'usd', 'en')).toBe('$0.00000000000001')
  expect(formatUnitPrice('150.5', 'jpy', 'en')).toBe('¥150.5')
})

test('parses amounts as people type them and rejects anything else', () => {
  expect(parseMoney('12', 'usd')).toBe(1_200)
  expect(parseMoney('12.5', 'usd')).toBe(1_250)
  expect(parseMoney(' 1 200,05 ', 'usd')).toBe(120_005)
  expect(parseMoney('0', 'usd')).toBe(0)
  expect(parseMoney('1200', 'jpy')).toBe(1_200)
  for (const other of ['', '-1', '12.345', '1e3', 'ten', '$5', '99999999999'])
    expect([other, parseMoney(other, 'usd')]).toEqual([other, null])
  expect(parseMoney('1.5', 'jpy')).toBeNull()
  expect(formatMoneyInput(120_005, 'usd')).toBe('1200.05')
  expect(formatMoneyInput(1_200, 'jpy')).toBe('1200')
})
