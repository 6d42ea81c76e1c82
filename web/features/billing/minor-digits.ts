const withoutDigits = new Set(
  'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '),
)
const withThree = new Set(['bhd', 'jod', 'kwd', 'omr', 'tnd'])

/** How many digits the server counts as minor units (`server/platform/money.ts`); browsers do not agree about them. */
export const minorDigits = (currency: string): number => {
  const code = currency.toLowerCase()
  return withoutDigits.has(code) ? 0 : withThree.has(code) ? 3 : 2
}
