/** Exact decimals of at most 12 places, as integers of 10^-12. No amount uses floating point. */
export const places = 12
export const one = 10n ** 12n

/** Parses a decimal; null if it is not one, or has more places than Stripe accepts. */
export function parseDecimal(text: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,12}))?$/.exec(text)
  if (!match) return null
  const [, sign, whole = '0', part = ''] = match
  const value = BigInt(whole) * one + BigInt(part.padEnd(places, '0'))
  return sign ? -value : value
}

export function formatDecimal(value: bigint): string {
  const size = value < 0n ? -value : value
  const part = (size % one).toString().padStart(places, '0').replace(/0+$/, '')
  return `${value < 0n ? '-' : ''}${size / one}${part ? `.${part}` : ''}`
}

/** Divides and rounds half away from zero, so that a credit equals the charge that it reverses. */
export function divideRounded(value: bigint, by: bigint): bigint {
  const size = value < 0n ? -value : value
  const rounded = (size * 2n + by) / (by * 2n)
  return value < 0n ? -rounded : rounded
}

/** A quantity times a price, both decimals, in whole cents. */
export const amountOf = (quantity: bigint, unitAmount: bigint): number =>
  Number(divideRounded(quantity * unitAmount, one * one))

/** The share of an amount for some seconds of a period, in whole cents. */
export const shareOf = (amountCents: number, seconds: number, ofSeconds: number): number =>
  ofSeconds <= 0
    ? 0
    : Number(divideRounded(BigInt(amountCents) * BigInt(seconds), BigInt(ofSeconds)))
