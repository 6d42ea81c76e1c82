/** Prices of a model in millionths of a US dollar per million tokens. */
export interface ModelPrice {
  input: number
  cachedInput: number
  output: number
}

/** Prices set by the operator, by model. */
export type ModelPrices = Readonly<Record<string, ModelPrice>>

const microUsd = 1_000_000
const highestUsd = 100_000

/**
 * Reads entries `model=in/out` or `model=in/cached/out` in US dollars per million tokens, separated by commas or white
 * space. Records a fault for each malformed entry.
 */
export function readPrices(text: string | null, faults: string[]): ModelPrices {
  const prices: Record<string, ModelPrice> = {}
  for (const entry of (text ?? '').split(/[\s,]+/).filter(Boolean)) {
    // Model names may contain anything, including an equals sign.
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
