/** What an organisation pays for, and how it stands with its payments. */
export const standing = {
  'pay.price': 'Price',
  'pay.seatPrice': '{price} per person per month',
  'pay.people': 'People paid for',
  'pay.month': 'Per month',
  'pay.minutes': 'Minutes beyond the included ones',
  'pay.minutePrice': '{price} each, counted by the second',
  'pay.next': 'Next invoice',
  'pay.manage': 'Manage payment',
  'pay.change': 'Change the plan',
  'pay.ownerOnly': 'An owner of the organisation changes the plan and pays for it.',
  'pay.cancels':
    '{name} ends on {when}, as an owner asked. Then the free plan holds; nothing is deleted.',
  'pay.keep': 'Keep the plan',
  'pay.kept': '{name} goes on.',
  'pay.pastDue':
    'The payment for the month from {since} failed. {name} holds until {when}; then the free plan holds, unless it is paid.',
  'pay.pastDueNow': 'The last payment for {name} failed. Put it right, so that the plan goes on.',
  'pay.lapsed':
    'The payment for {name} failed too long ago, so the limits of the free plan hold until it is paid.',
  'pay.howTo':
    'On the payment page, save another card and pay the open invoice. Otherwise the card is tried again by itself in a few days.',
  'pay.putRight': 'Put it right',
  'pay.waits': 'The payment is being confirmed. This takes a few seconds.',
  'pay.waitsLong':
    'This takes longer than usual. What you paid is not lost. Reload the page in a few minutes; if the plan is still the old one then, tell whoever runs AAM for you.',
  'pay.holds': 'You are now on {name}.',
  'pay.nothingHere': 'Nothing is billed here: this AAM takes no payments by card.',
  'failure.payments_away':
    'The payment provider does not answer now. Your plan stays as it is; try again in a few minutes.',
  'remedy.plan': 'With a larger plan it continues right away.',
  'remedy.see': 'See the plans',
} as const
