/** What differs between two versions. */
export const changes = {
  'changes.title': 'Changes',
  'changes.from': 'Before',
  'changes.to': 'After',
  'changes.draft': 'Draft',
  'changes.swap': 'Swap',
  'changes.needs': 'Overall: {bump}',
  'changes.bump.major': 'major change',
  'changes.bump.minor': 'minor change',
  'changes.bump.patch': 'patch',
  'changes.group.major': 'Major',
  'changes.group.minor': 'Minor',
  'changes.group.patch': 'Patch',
  'changes.about.major':
    'Results of older meetings have a different form: the first number of the version goes up.',
  'changes.about.minor':
    'Adds something or asks differently; older results stay as they are. The second number goes up.',
  'changes.about.patch': 'Only titles, descriptions and their order. The last number goes up.',
  'changes.count': { one: '{count} change', other: '{count} changes' },
  'changes.none': 'These two versions are the same.',
  'changes.noneMeaning': 'Nothing changed in what AAM looks for or shows.',
  'changes.meaning': 'Summary',
  'changes.files': 'In the files',
  'changes.before': 'before',
  'changes.after': 'after',
  'changes.added': 'new file',
  'changes.removed': 'file removed',
  'changes.lines': 'lines: +{added}, −{removed}',
  'changes.tooFar':
    'Too much of this file changed to show it line by line. Export both versions to compare them.',
  'changes.one.title': 'Nothing to compare yet',
  'changes.one.words': 'This scenario has one version and no draft. Start a draft, then come back.',
  'changes.invalidWords':
    'The draft is not valid yet, so it cannot be compared. Fix it in the editor.',
  'changes.sameTwice': 'Choose two different versions.',
  'changes.skipped': {
    one: '{count} unchanged line',
    other: '{count} unchanged lines',
  },
} as const
