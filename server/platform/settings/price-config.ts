/** What a model costs, in millionths of a US dollar for a million tokens. */
export interface ModelPrice {
  input: number
  cachedInput: number
  output: number
}

/** Prices that the operator names, by model. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>

const microUsd = 1_000_000
const highestUsd = 100_000

/**
 * Reads `model=in/out` or `model=in/cached/out`, parted by commas or white space: US dollars for a million tokens. Notes
 * a fault for each entry that cannot be read.
 */
export function readPrices(text: string | null, faults: string[]): ModelPrices {
  const prices: Record<string, ModelPrice> = {}
  for (const entry of (text ?? '').split(/[\s,]+/).filter(Boolean)) {
    // Names of models may hold anything, also an equals sign.
    const [, model, listed] = /^(.+)=([\d./]+)$/.exec(entry) ?? []
    const amounts = (listed ?? '').split('/').map(toMicroUsd)
    const [input, middle, last] = amounts
    const output = amounts.length === 3 ? last : middle
    const isRead = amounts.length === 2 || amounts.length === 3
    if (!model || !isRead || input === undefined || output === undefined || amounts.includes(NaN)) {
      faults.push(
        `OPENAI_PRICES: “${entry}” is not model=in/out in US dollars for a million tokens, such as my-model=0.25/2`,
      )
      continue
    }
    prices[model] = { input, cachedInput: (amounts.length === 3 && middle) || input, output }
  }
  return prices
}

function toMicroUsd(text: string): number {
  const usd = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
  return usd <= highestUsd ? Math.round(usd * microUsd) : Number.NaN
}
