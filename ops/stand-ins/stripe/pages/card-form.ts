import type { StripeFault } from '../wire/fault.ts'
import type { Invoice } from '../wire/types.ts'
import { formatCents } from '../billing/money-text.ts'
import { escape } from './html.ts'
import type { Messages } from './messages.ts'

export const cardFields = (words: Messages): string =>
  `<p><label>${words.cardNumber}<input name="card" inputmode="numeric" autocomplete="cc-number" required></label></p>` +
  `<p><label>${words.expiry}<input name="expiry" autocomplete="cc-exp" value="12 / 40"></label></p>` +
  `<p><label>${words.securityCode}<input name="cvc" autocomplete="cc-csc" value="123"></label></p>`

export const alert = (message: string | null): string =>
  message ? `<p role="alert">${escape(message)}</p>` : ''

export const lineRows = (invoice: Invoice): string =>
  invoice.lines.data
    .map(
      ({ description, amount, currency }) =>
        `<tr><td>${escape(description ?? '')}</td><td>${formatCents(amount, currency)}</td></tr>`,
    )
    .join('')

/** Why a card was declined, in the reader's language. */
export function refusalText(fault: StripeFault, words: Messages): string {
  const { decline_code, code } = fault.body
  if (decline_code === 'insufficient_funds') return words.insufficient_funds
  if (code === 'expired_card') return words.expired_card
  return fault.body.type === 'card_error' ? words.declined : fault.body.message
}
