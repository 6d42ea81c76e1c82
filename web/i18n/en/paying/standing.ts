/** What an organisation pays for, and how it stands with its payments. */
export const standing = {
  'pay.price': 'Price',
  'pay.seatPrice': '{price} per member per month',
  'pay.people': 'Members paid for',
  'pay.month': 'Per month',
  'pay.minutes': 'Minutes beyond those included',
  'pay.minutePrice': '{price} each, billed by the second',
  'cap.title': 'Cap on paid minutes',
  'cap.none':
    'The cost of minutes beyond those included is not limited. With a cap, recordings wait once it is reached.',
  'cap.words':
    'At most {cap} a month for minutes beyond those included: at {minutes} minutes recordings wait, and continue automatically on the first of the next month or once the cap is raised.',
  'cap.label': 'Monthly maximum ({currency})',
  'cap.hint':
    'All minutes of the month count, including those from before this plan and from recordings that are being processed. Those recordings finish, even if they exceed a cap you set now.',
  'cap.fault': 'Enter an amount such as 50 or 49.90.',
  'cap.save': 'Save cap',
  'cap.remove': 'Remove cap',
  'cap.saved': 'The cap applies from now on.',
  'cap.removed': 'Cap removed.',
  'pay.next': 'Next invoice',
  'pay.manage': 'Manage payment',
  'pay.change': 'Change plan',
  'pay.ownerOnly': 'Only an owner of the organisation can change the plan and pay for it.',
  'pay.cancels':
    '{name} ends on {when}, at an owner’s request. Then the free plan applies; nothing is deleted.',
  'pay.keep': 'Keep plan',
  'pay.kept': '{name} continues.',
  'pay.pastDue':
    'The payment for the month from {since} failed. {name} stays active until {when}; then the free plan applies, unless it is paid.',
  'pay.pastDueNow': 'The last payment for {name} failed. Fix the payment to keep the plan.',
  'pay.lapsed':
    'The payment for {name} failed too long ago, so the limits of the free plan apply until it is paid.',
  'pay.howTo':
    'On the payment page, save another card and pay the invoice that is due. Otherwise the card is charged again automatically in a few days.',
  'pay.putRight': 'Fix payment',
  'pay.waits': 'The payment is being confirmed. This takes a few seconds.',
  'pay.waitsLong':
    'This is taking longer than usual. Your payment is not lost. Reload the page in a few minutes; if the plan has not changed by then, tell your AAM operator.',
  'pay.holds': 'You are now on {name}.',
  'pay.nothingHere': 'Nothing is billed here: this installation takes no card payments.',
  'failure.payments_away':
    'The payment provider is not responding. Your plan stays as it is; try again in a few minutes.',
  'remedy.plan': 'On a larger plan it continues right away.',
  'remedy.cap':
    'It waits because the cap on paid minutes is reached. Once the cap is raised, it continues right away.',
  'remedy.toCap': 'View the cap',
  'remedy.see': 'View plans',
} as const
