export const scenarios = {
  'scenarios.title': 'Scenarios',
  'scenarios.words':
    'A scenario says what is looked for in a meeting of its kind, and how the result is laid out.',
  'scenarios.sections': { one: '{count} section', other: '{count} sections' },
  'scenarios.fields': { one: '{count} field', other: '{count} fields' },
  'scenarios.required': 'evidence required',
  'scenarios.empty.title': 'No scenarios are in use',
  'scenarios.empty.words': 'Without one no meeting can be analysed. Tell whoever runs AAM for you.',
  'render.list': 'list',
  'render.table': 'table',
  'render.cards': 'cards',
  'render.timeline': 'timeline',
  'render.key-value': 'facts',
  'render.prose': 'text',
  'render.score': 'scores',
} as const
