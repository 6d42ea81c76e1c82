import type { PlanPreview } from '../../../../server/modules/billing/contract.ts'
import { tags } from '../../../i18n/format.ts'
import type { Locale } from '../../../i18n/message.ts'

/** In minor units of a currency (ISO 4217). */
export type Money = PlanPreview['dueNow']

/** A metered price is a fraction of a minor unit: as many digits as the contract lets it have. */
const mostDigits = 14

const formatOf = (currency: string, locale: Locale, more?: Intl.NumberFormatOptions) =>
  new Intl.NumberFormat(tags[locale], {
    style: 'currency',
    currency: currency.toUpperCase(),
    currencyDisplay: 'narrowSymbol',
    ...more,
  })

/** `3.6` moved by two digits is `0.036`: by its digits, so that nothing is rounded. */
function movePoint(decimal: string, digits: number): Intl.StringNumericLiteral {
  const [, sign = '', whole = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal) ?? []
  const padded = whole.padStart(digits + 1, '0')
  const at = padded.length - digits
  return `${sign}${padded.slice(0, at)}.${padded.slice(at)}${rest}0` as Intl.StringNumericLiteral
}

/** `$12.40`, `1 240 ¥`: with the digits that the currency has. */
export function wordMoney({ minor, currency }: Money, locale: Locale): string {
  const format = formatOf(currency, locale)
  const digits = format.resolvedOptions().maximumFractionDigits ?? 0
  return format.format(movePoint(String(minor), digits))
}

/** `$0.036`: a price in fractions of the minor unit. */
export function wordUnitPrice(minorDecimal: string, currency: string, locale: Locale): string {
  const digits = formatOf(currency, locale).resolvedOptions().maximumFractionDigits ?? 0
  return formatOf(currency, locale, { maximumFractionDigits: mostDigits }).format(
    movePoint(minorDecimal, digits),
  )
}

export const times = ({ minor, currency }: Money, count: number): Money => ({
  minor: minor * count,
  currency,
})
