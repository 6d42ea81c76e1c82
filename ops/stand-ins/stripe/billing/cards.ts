/** Numbers behind the names of test payment methods; see docs.stripe.com/testing. */
export const cardNames: Record<string, string> = {
  pm_card_visa: '4242424242424242',
  pm_card_mastercard: '5555555555554444',
  pm_card_visa_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclined: '4000000000000002',
  pm_card_chargeDeclinedInsufficientFunds: '4000000000009995',
  pm_card_chargeDeclinedExpiredCard: '4000000000000069',
  pm_card_chargeCustomerFail: '4000000000000341',
}

export interface CardRefusal {
  code: string
  decline_code?: string
  message: string
}

const declined: CardRefusal = {
  code: 'card_declined',
  decline_code: 'generic_decline',
  message: 'Your card was declined.',
}
const refusals: Record<string, CardRefusal> = {
  '4000000000000002': declined,
  '4000000000009995': {
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  },
  '4000000000000069': { code: 'expired_card', message: 'Your card has expired.' },
}

/** Attaches, but each charge of it fails. */
const failsLater = '4000000000000341'

export const brandOf = (number: string): string =>
  number.startsWith('5') ? 'mastercard' : number.startsWith('3') ? 'amex' : 'visa'

/** Why a card is declined when it is attached or charged, or null. */
export function refuseCard(
  number: string | undefined,
  moment: 'attach' | 'charge',
): CardRefusal | null {
  if (number === undefined) return declined
  if (number === failsLater) return moment === 'charge' ? declined : null
  return refusals[number] ?? null
}

/** Whether a number is a card number, by its check digit. */
export function isCardNumber(number: string): boolean {
  if (!/^\d{13,19}$/.test(number)) return false
  const sum = [...number].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
