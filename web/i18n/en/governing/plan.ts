export const plan = {
  'plan.selfHosted':
    'You run this installation yourselves: no plan limits apply, and nothing is billed.',
  'plan.noCards':
    'This installation takes no cards: your AAM operator changes plans and records payments.',
  'plan.trial': 'On trial until {when}; then the free plan applies. Nothing is deleted.',
  'plan.invoice': 'Paid by invoice until {when}.',
  'plan.overdue':
    'The invoice has been overdue since {since}. From {when} the free plan applies, unless it is paid.',
  'plan.lapsed.trial_over':
    'The trial of {name} is over, so the limits of the free plan apply. Your AAM operator can extend it; where cards are taken, an owner can pay for it.',
  'plan.lapsed.unpaid':
    'The invoice for {name} is not paid, so the limits of the free plan apply until it is.',
  'plan.lapsed.cancelled': '{name} was cancelled, so the limits of the free plan apply.',
  'plan.limits': 'Limits',
  'plan.others': 'Fair-use limits',
  'plan.othersWords':
    'These limits apply to everyone, so that no one uses up the server’s capacity.',
  'plan.used': '{used} of {limit}',
  'plan.usedOnly': '{used}, no limit',
  'plan.limitOnly': 'at most {limit}',
  'plan.unlimited': 'No limit',
  'plan.full': 'Used up',
  'plan.again': 'Resets on {when}, at midnight UTC.',
  'plan.origin.plan': 'Set by the plan.',
  'plan.origin.default': 'Default.',
  'plan.origin.override': 'Set by your AAM operator.',
  'plan.origin.until': 'Set by your AAM operator until {when}.',
  'plan.reason': 'Reason: {reason}',
  'plan.limit.requestsPerMinute': 'Requests per minute',
  'plan.limit.liveStreams': 'Open live streams',
  'plan.limit.openUploads': 'Uploads in progress',
  'plan.limit.openUploadBytes': 'Size of uploads in progress',
  'plan.limit.storedBytes': 'Stored recordings',
  'plan.limit.apiKeys': 'API keys',
  'plan.limit.mailsPerDay': 'Emails per day',
  'plan.limit.joiningMailsPerDay': 'Emails per day to people who ask to join',
  'plan.limit.runsPerDay': 'Runs per day',
  'plan.limit.modelCentsPerMonth': 'Language model per month',
  'plan.limit.transcribedMinutesPerMonth': 'Transcribed minutes per month',
  'plan.limit.members': 'Members',
  'plan.limit.ownScenarios': 'Scenarios of your own',
  'plan.limit.retentionDays': 'Retention in days',
  'plan.at.requestsPerMinute': 'Above this, programs must wait until the next minute.',
  'plan.at.liveStreams': 'Above this, further windows do not update live.',
  'plan.at.openUploads': 'Above this, uploads are rejected until another one ends.',
  'plan.at.openUploadBytes': 'Above this, uploads are rejected until another one ends.',
  'plan.at.storedBytes':
    'Above this, uploads are rejected until recordings are deleted. What is stored is kept.',
  'plan.at.apiKeys': 'Above this, no more keys can be created.',
  'plan.at.mailsPerDay': 'Above this, no emails are sent until the next day.',
  'plan.at.joiningMailsPerDay': 'Above this, no links to join are sent until the next day.',
  'plan.at.runsPerDay': 'Above this, meetings wait and continue automatically the next day.',
  'plan.at.modelCentsPerMonth':
    'Above this, meetings wait and continue automatically on the first of the next month, or on a larger plan.',
  'plan.at.transcribedMinutesPerMonth':
    'Above this, recordings wait and continue automatically on the first of the next month, or on a larger plan.',
  'plan.paidMinute': 'Above this, each minute costs {price}; nothing waits.',
  'plan.cappedMinute':
    'Beyond the {included} included, each minute costs {price}. At the cap of {cap}, recordings wait.',
  'plan.at.members': 'Above this, no one can join until someone is deactivated.',
  'plan.at.ownScenarios':
    'Above this, no scenario can be created until a draft is deleted or another one is deprecated.',
  'plan.at.retentionDays': 'A longer retention cannot be chosen. What is kept stays.',
  'notice.nearly': '{what}: at least {percent} % used.',
  'notice.full': '{what}: used up.',
  'notice.paidMinute': 'From now on, each minute costs {price}.',
  'notice.soonPaidMinute': 'Above the limit, each minute costs {price}.',
  'notice.capped':
    'Recordings wait until the first of the next month, or until an owner raises the cap of {cap}.',
  'notice.soonCapped': 'At the cap of {cap}, recordings wait.',
  'notice.toPlan': 'View plan',
} as const
