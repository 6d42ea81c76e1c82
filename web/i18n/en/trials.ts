export const trials = {
  'trials.changes': 'Changes',
  'trials.dryRun': 'Dry run',
  'trials.publish': 'Publish…',
} as const
