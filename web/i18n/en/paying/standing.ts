/** What an organisation pays for, and how it stands with its payments. */
export const standing = {
  'pay.price': 'Price',
  'pay.seatPrice': '{price} per person per month',
  'pay.people': 'People paid for',
  'pay.month': 'Per month',
  'pay.minutes': 'Minutes beyond the included ones',
  'pay.minutePrice': '{price} each, counted by the second',
  'cap.title': 'Cap on paid minutes',
  'cap.none':
    'Minutes beyond the included ones may cost any sum. With a cap, recordings wait where it is reached.',
  'cap.words':
    'At most {cap} a month for minutes beyond the included ones: at {minutes} minutes recordings wait, and go on by themselves on the first of the next month or once the cap is raised.',
  'cap.label': 'At most, in a month ({currency})',
  'cap.hint':
    'All minutes of the month count, also those from before this plan and those of recordings that are under way. These come to their end, even if that passes a cap you set now.',
  'cap.fault': 'Enter a sum of money, such as 50 or 49.90.',
  'cap.save': 'Save the cap',
  'cap.remove': 'Take the cap off',
  'cap.saved': 'The cap holds from now on.',
  'cap.removed': 'There is no cap any more.',
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
  'remedy.cap':
    'It waits for the cap on paid minutes. Once the cap is raised, it continues right away.',
  'remedy.toCap': 'See the cap',
  'remedy.see': 'See the plans',
} as const
