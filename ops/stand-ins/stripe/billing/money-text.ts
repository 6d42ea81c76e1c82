import { formatDecimal, one } from './decimals.ts'

const signs: Record<string, string> = { usd: '$', eur: '€', gbp: '£', rub: '₽' }

/** An amount in cents, decimal, as Stripe writes it: $0.00, with more places if there are any. */
export function formatMoney(cents: bigint, currency: string): string {
  const text = formatDecimal(cents < 0n ? -cents : cents)
  const [whole = '0', part = ''] = text.split('.')
  const padded = whole.padStart(3, '0')
  const amount = `${padded.slice(0, -2)}.${padded.slice(-2)}${part}`
  const sign = signs[currency]
  const money = sign ? `${sign}${amount}` : `${amount} ${currency.toUpperCase()}`
  return cents < 0n ? `-${money}` : money
}

export const formatCents = (cents: number, currency: string): string =>
  formatMoney(BigInt(cents) * one, currency)

export const dateOf = (time: number): string =>
  new Date(time * 1_000).toLocaleDateString('en-GB', {
    day: '2-digit',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
