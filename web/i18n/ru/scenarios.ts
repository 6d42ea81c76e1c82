import type { Wording } from '../en/index.ts'

export const scenarios: Wording<'scenarios'> = {
  'scenarios.title': 'Сценарии',
  'scenarios.words':
    'Сценарий определяет, что искать на встрече этого вида и как разложить результат.',
  'scenarios.sections': {
    one: '{count} раздел',
    few: '{count} раздела',
    many: '{count} разделов',
    other: '{count} раздела',
  },
  'scenarios.fields': {
    one: '{count} поле',
    few: '{count} поля',
    many: '{count} полей',
    other: '{count} поля',
  },
  'scenarios.required': 'нужно подтверждение',
  'scenarios.empty.title': 'Сценариев нет',
  'scenarios.empty.words':
    'Без сценария встречу не разобрать. Сообщите тому, кто отвечает у вас за AAM.',
  'render.list': 'список',
  'render.table': 'таблица',
  'render.cards': 'карточки',
  'render.timeline': 'ход событий',
  'render.key-value': 'сведения',
  'render.prose': 'текст',
  'render.score': 'оценки',
}
