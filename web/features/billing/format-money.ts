import type { PlanPreview } from '../../../server/modules/billing/contract.ts'
import { tags } from '../../i18n/format.ts'
import type { Locale } from '../../i18n/message.ts'
import { minorDigits } from './minor-digits.ts'

/** In minor units of a currency (ISO 4217). */
export type Money = PlanPreview['dueNow']

/** The contract's limit on the digits of a metered price, which is a fraction of a minor unit. */
const maxDigits = 14

const formatOf = (currency: string, locale: Locale, more?: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(tags[locale], {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
    ...more,
  })

/** Moves the point by digits, so that nothing is rounded: `3.6` by two is `0.036`. */
function movePoint(decimal: string, digits: number): Intl.StringNumericLiteral {
  const [, sign = '', whole = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? []
  const padded = whole.padStart(digits + 1, '0')
  const at = padded.length - digits
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}${rest}0` as Intl.StringNumericLiteral
}

/** Leaves out trailing zeros where the currency is usually written without them. */
function format(minor: string, currency: string, locale: Locale, most: number): string {
  const digits = minorDigits(currency)
  const usual = formatOf(currency, locale).resolvedOptions().minimumFractionDigits ?? digits
  return formatOf(currency, locale, {
    minimumFractionDigits: Math.min(usual, digits),
    maximumFractionDigits: Math.max(most, digits),
  }).format(movePoint(minor, digits))
}

/** `$12.40`, `1 240 ¥`: with the digits that the currency has. */
export const formatMoney = ({ minor, currency }: Money, locale: Locale): string =>
  format(String(minor), currency, locale, 0)

/** `$0.036`: a price in fractions of the minor unit. */
export const formatUnitPrice = (minorDecimal: string, currency: string, locale: Locale): string =>
  format(minorDecimal, currency, locale, maxDigits)

export const times = ({ minor, currency }: Money, count: number): Money => ({
  minor: minor * count,
  currency,
})

const maxMinor = 1_000_000_000

/** Parses `12.5` or `12,50` into minor units; null where it is not an amount of money. */
export function parseMoney(typed: string, currency: string): number | null {
  const digits = minorDigits(currency)
  const [, whole = '', part = ''] =
    /^(\d{1,10})(?:[.,](\d*))?$/.exec(typed.replace(/\s/g, '')) ?? []
  if (whole === '' || part.length > digits) return null
  const minor = Number(whole + part.padEnd(digits, '0'))
  return minor <= maxMinor ? minor : null
}

/** As somebody would type it: `12.50`. */
export const formatMoneyInput = (minor: number, currency: string): string =>
  (minor / 10 ** minorDigits(currency)).toFixed(minorDigits(currency))
