/** `$0.036`, `0,036 $`: minor units of a currency, a decimal string or a whole number, in a reader's language. */
export function formatMoney(minor: string | number, currency: string, locale: 'en' | 'ru'): string {
  const style = { style: 'currency', currency: currency.toUpperCase() } as const
  const { maximumFractionDigits: digits = 2 } = new Intl.NumberFormat(
    locale,
    style,
  ).resolvedOptions()
  const amount = `${minor}E-${digits}` as const
  return new Intl.NumberFormat(locale, { ...style, maximumFractionDigits: 15 }).format(
    amount as Intl.StringNumericLiteral,
  )
}
