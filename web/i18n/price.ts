import type { Locale } from './message.ts'

/** `$0.036`: a decimal of minor units, with as many digits as parts of them take. */
export function wordPrice(minorDecimal: string, currency: string, locale: Locale): string {
  const style = { style: 'currency', currency: currency.toUpperCase() } as const
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat('en', style).resolvedOptions()
  return new Intl.NumberFormat(locale, {
    ...style,
    currencyDisplay: 'narrowSymbol',
    maximumFractionDigits: 15,
  }).format(`${minorDecimal}E-${digits}` as Intl.StringNumericLiteral)
}
