import type { Locale } from '../../plugins/vocabulary.ts'

const zeroDecimal = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
)
const threeDecimal = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

/**
 * Number of decimal digits of a currency's minor unit as the payment provider defines it
 * (https://docs.stripe.com/currencies#minor-units). It can differ from practice: the króna still has 100 parts there.
 */
export const minorDigits = (currency: string): number => {
  const code = currency.toLowerCase()
  return zeroDecimal.has(code) ? 0 : threeDecimal.has(code) ? 3 : 2
}

/** Formats minor units, a decimal string or an integer, in the reader's language: `$0.036`, `0,036 $`. */
export function formatMoney(minor: string | number, currency: string, locale: Locale): string {
  const style = { style: 'currency', currency: currency.toUpperCase() } as const
  const { minimumFractionDigits: usual = 2 } = new Intl.NumberFormat(
    locale,
    style,
  ).resolvedOptions()
  const digits = minorDigits(currency)
  const amount = `${minor}E-${digits}` as const
  return new Intl.NumberFormat(locale, {
    ...style,
    minimumFractionDigits: Math.min(usual, digits),
    maximumFractionDigits: 15,
  }).format(amount as Intl.StringNumericLiteral)
}
