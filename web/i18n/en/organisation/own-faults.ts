/** What is wrong with a password or a person that was given, by the codes of the server. */
export const ownFaults = {
  'fault.not_an_email': 'This is not an email address. Use the form name@company.com.',
  'fault.too_long': 'This is too long. Shorten it.',
  'fault.too_short': 'This is too short. Check that nothing is missing.',
  'fault.password_short':
    'Too short: at least 10 characters. Three or four unrelated words work well.',
  'fault.password_common':
    'Many people use this or something similar. Combine three or four unrelated words.',
  'fault.password_keys': 'Keyboard rows are easy to guess. Combine three or four unrelated words.',
  'fault.password_repeated':
    'Repetitions and sequences are easy to guess. Combine three or four unrelated words.',
  'fault.password_dates': 'Dates and years are easy to guess. Add two or three other words.',
  'fault.password_names': 'Names are easy to guess. Add two or three other words.',
  'fault.password_personal':
    'Too close to your name, email or organisation. Choose words that have nothing to do with you.',
  'fault.password_weak': 'Easy to guess. Add a word or two unrelated to the others.',
  'fault.wrong_password': 'This is not your current password.',
  'fault.cannot_own': 'This member cannot own meetings. Choose another.',
} as const
