/** What differs between two versions. */
export const changes = {
  'changes.title': 'Changes',
  'changes.from': 'Before',
  'changes.to': 'After',
  'changes.draft': 'Draft',
  'changes.swap': 'Swap the two',
  'changes.needs': 'All in all: {bump}',
  'changes.bump.major': 'major change',
  'changes.bump.minor': 'minor change',
  'changes.bump.patch': 'patch',
  'changes.group.major': 'Major',
  'changes.group.minor': 'Minor',
  'changes.group.patch': 'Patch',
  'changes.about.major':
    'Results of older meetings have another form: the first number of the version grows.',
  'changes.about.minor':
    'Adds something or asks differently; older results stay as they are. The second number grows.',
  'changes.about.patch': 'Only titles, descriptions and their order. The last number grows.',
  'changes.count': { one: '{count} change', other: '{count} changes' },
  'changes.none': 'These two are the same.',
  'changes.noneMeaning': 'Nothing changed in what is looked for or shown.',
  'changes.meaning': 'In words',
  'changes.files': 'In the files',
  'changes.before': 'before',
  'changes.after': 'after',
  'changes.added': 'new file',
  'changes.removed': 'file removed',
  'changes.lines': 'lines: +{added}, −{removed}',
  'changes.tooFar':
    'Too much of this file changed to show it line by line. Export both versions and compare them.',
  'changes.one.title': 'There is nothing to compare yet',
  'changes.one.words': 'This scenario has one version and no draft. Begin a draft, then look here.',
  'changes.invalidWords':
    'The draft is not valid yet, so it cannot be compared. Mend it in the editor.',
  'changes.sameTwice': 'Choose two different versions.',
  'changes.skipped': { one: '{count} line as before', other: '{count} lines as before' },
} as const
