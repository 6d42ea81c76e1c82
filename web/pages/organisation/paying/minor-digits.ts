const withoutDigits = 'bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' ')
const withThree = ['bhd', 'jod', 'kwd', 'omr', 'tnd']

/** How many digits the server counts as minor units (`server/platform/money.ts`); browsers do not agree about them. */
export const minorDigits = (currency: string): number => {
  const code = currency.toLowerCase()
  return withoutDigits.includes(code) ? 0 : withThree.includes(code) ? 3 : 2
}
