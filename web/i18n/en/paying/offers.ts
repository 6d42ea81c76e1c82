/** The plans side by side, and what a change means. */
export const offers = {
  'offer.words': {
    one: 'Prices are per person per month. Your organisation has {count} person.',
    other: 'Prices are per person per month. Your organisation has {count} people.',
  },
  'offer.back': 'Back to the plan',
  'offer.current': 'Your plan',
  'offer.newVersion':
    'New prices and limits of your plan. You keep those of now unless you choose these.',
  'offer.free': 'Free of charge',
  'offer.byInvoice': 'By agreement',
  'offer.seat': '{price} per person per month',
  'offer.all': {
    one: '{price} a month for {count} person',
    other: '{price} a month for {count} people',
  },
  'offer.then': 'then {price} a minute',
  'offer.thenWaits': 'then recordings wait',
  'offer.neverWaits': 'nothing waits',
  'offer.more': 'More than now',
  'offer.less': 'Less than now',
  'offer.features': 'Features',
  'offer.has': 'Included:',
  'offer.hasNot': 'Not included:',
  'offer.feature.ownProviders': 'Your own speech and model providers',
  'offer.feature.auditExport': 'The audit as a file',
  'offer.choose': 'Choose {name}',
  'offer.payFor': 'Pay for {name} by card',
  'offer.operator': 'Paid by invoice. Ask whoever runs AAM for you: they set it up.',
  'offer.operatorHolds':
    'Your plan is paid by invoice. Whoever runs AAM for you changes it; ask them.',
  'offer.overdue': 'Other plans can be chosen once it is paid.',
  'offer.coming': 'From {when}, at an owner’s request.',
  'offer.notOwner': 'Only an owner of the organisation changes the plan.',
  'offer.gone': 'There is no such plan on offer. Choose one of these.',
  'switch.title': 'From {from} to {to}',
  'switch.newVersion': 'New prices and limits of {name}',
  'switch.once':
    'The included minutes of {name} are there once a month: whoever leaves it can come back from the first of the next month on.',
  'switch.others': 'Other plans',
  'switch.dueNow': 'Taken now',
  'switch.keptForNext': '{price} is kept for the next invoice',
  'switch.nothingNow': 'Nothing',
  'switch.before': 'Per month now',
  'switch.after': 'Per month after the change',
  'switch.takesEffect': 'Takes effect',
  'switch.atOnce': 'At once',
  'switch.next': 'Next invoice',
  'switch.lines': 'How it adds up',
  'switch.loses': 'What you lose',
  'switch.exceeds': 'What does not fit',
  'switch.exceeds.members': {
    one: '{count} member, room for {limit}. Nobody is removed, and nobody can be added until it fits.',
    other:
      '{count} members, room for {limit}. Nobody is removed, and nobody can be added until it fits.',
  },
  'switch.exceeds.storedBytes':
    '{used} of recordings, room for {limit}. Nothing is deleted, and nothing can be uploaded until it fits.',
  'switch.exceeds.transcribedMinutesPerMonth':
    '{used} minutes transcribed this month, room for {limit}. Further recordings wait until the next month.',
  'switch.exceeds.modelCentsPerMonth':
    '{used} used for the language model this month, room for {limit}. Further meetings wait until the next month.',
  'switch.exceeds.ownScenarios': {
    one: '{count} scenario of your own, room for {limit}. It stays, and none can be created until it fits.',
    other:
      '{count} scenarios of your own, room for {limit}. All stay, and none can be created until it fits.',
  },
  'switch.exceeds.retentionDays':
    'Things are kept for {used} days; the plan allows {limit}. The time stays as it is, but cannot be made longer.',
  'switch.exceeds.other': '{what}: {used} now, room for {limit}. Nothing is deleted.',
  'switch.pay': 'Pay {price} and change',
  'switch.checkout': 'Go on to payment',
  'switch.now': 'Change to {name} now',
  'switch.later': 'Change to {name} on {when}',
  'switch.endOfMonth': 'Change to {name} at the end of the month',
  'switch.declinedAs': 'The card was not charged: {reason}.',
  'switch.declined': 'Nothing has changed, and nothing was taken.',
  'switch.otherCard': 'Use another card',
  'switch.willHold': '{name} holds until {when}; then {next} takes its place.',
} as const
