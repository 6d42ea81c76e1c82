const withoutDigits = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
)
const withThree = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

/** Digits of the minor unit as on the server (`server/platform/money.ts`), because browsers disagree. */
export const minorDigits = (currency: string): number => {
  const code = currency.toLowerCase()
  return withoutDigits.has(code) ? 0 : withThree.has(code) ? 3 : 2
}
