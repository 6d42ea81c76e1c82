export const adding = {
  'adding.add': 'Add as …',
  'adding.title': 'Add what was missed',
  'adding.words': 'Words that support it',
  'adding.section': 'Add as',
  'adding.do': 'Add',
  'adding.done': 'Added to “{section}”',
  'adding.show': 'Show it',
  'adding.nextGap': 'Next part without items',
}
