/** The transcripts that a meeting has had. */
export const versions = {
  'transcripts.label': {
    one: '{count} transcript',
    other: '{count} transcripts of this meeting',
  },
  'transcripts.shown': 'shown',
  'transcripts.file': 'file',
  'transcripts.other':
    'You are reading another transcript. The result beside it was not made from this one.',
  'transcripts.ofMeeting':
    'You are reading the transcript that this meeting shows. The result beside it is another run’s.',
  'transcripts.askedBy': '{name} had the recording transcribed.',
  'transcripts.broughtBy': '{name} brought it.',
  'transcripts.back': 'Back to the transcript of the result',
  'transcripts.use': 'Show this one with its result…',
  'transcripts.adopted': 'This transcript and its result are shown now',
} as const
