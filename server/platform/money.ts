const withoutDigits = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
)
const withThree = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

/**
 * How many digits of a currency the payment provider counts as minor units. Those are its own
 * (https://docs.stripe.com/currencies#minor-units): a króna has 100 parts there, which nobody has seen for decades.
 */
export const minorDigits = (currency: string): number => {
  const code = currency.toLowerCase()
  return withoutDigits.has(code) ? 0 : withThree.has(code) ? 3 : 2
}

/** `$0.036`, `0,036 $`: minor units of a currency, a decimal string or a whole number, in a reader's language. */
export function formatMoney(minor: string | number, currency: string, locale: 'en' | 'ru'): string {
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
