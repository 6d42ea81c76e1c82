import type { PackFiles } from '../../../plugins/engine/index.ts'
import { newPack } from '../../modules/scenarios/index.ts'

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`

/** The smallest pack with tasks and decisions and with passing fixtures; authors replace its content. */
export function startPack(id: string): PackFiles {
  const smallest = newPack(id)
  const { steps, ...manifest } = parsed(smallest, 'pack.json')
  const schema = parsed(smallest, 'output.schema.json')
  return {
    ...smallest,
    'pack.json': json({
      ...manifest,
      steps: (steps as object[]).map((step) => ({
        ...step,
        sections: ['decisions', 'actionItems'],
      })),
    }),
    'output.schema.json': json({
      ...schema,
      properties: { ...(schema['properties'] as object), actionItems },
    }),
    'prompts/outcomes.md': `${smallest['prompts/outcomes.md']}- \`actionItems\`: Somebody took a task, or was given one and did not refuse.\n`,
    'i18n/en.json': json({
      ...parsed(smallest, 'i18n/en.json'),
      actionItems: 'Action items',
      'actionItems.task': 'Task',
      'actionItems.owner': 'Owner',
      'actionItems.dueText': 'Due, as said',
      'actionItems.dueOn': 'Due',
    }),
    'i18n/ru.json': json({
      ...parsed(smallest, 'i18n/ru.json'),
      actionItems: 'Поручения',
      'actionItems.task': 'Что сделать',
      'actionItems.owner': 'Исполнитель',
      'actionItems.dueText': 'Срок, как сказано',
      'actionItems.dueOn': 'Срок',
    }),
    'fixtures/first.en.json': json({
      about: 'One decision and one task that somebody took.',
      language: 'en',
      startedAt: '2026-11-24T10:00:00+00:00',
      participants: [
        { name: 'Nora Vance', role: null },
        { name: 'Piotr Zielin', role: null },
      ],
      segments: [
        ['Nora Vance', 0, 'Thanks for coming. We have decided to move the office in March.'],
        ['Piotr Zielin', 6, 'Good. I will send the floor plan by Friday.'],
        ['Nora Vance', 11, 'Perfect, thank you.'],
      ],
      expect: {
        decisions: { find: [{ statement: 'move the office' }] },
        actionItems: { find: [{ task: 'send the floor plan' }], max: 1 },
      },
    }),
    'fixtures/first.ru.json': json({
      about: 'Одно решение и одно поручение.',
      language: 'ru',
      startedAt: '2026-11-24T10:00:00+03:00',
      participants: [
        { name: 'Нина Валова', role: null },
        { name: 'Пётр Зелин', role: null },
      ],
      segments: [
        ['Нина Валова', 0, 'Спасибо, что пришли. Мы решили переехать в новый офис в марте.'],
        ['Пётр Зелин', 6, 'Хорошо. Я пришлю план этажа до пятницы.'],
        ['Нина Валова', 11, 'Отлично, спасибо.'],
      ],
      expect: {
        decisions: { find: [{ statement: 'переехать' }] },
        actionItems: { find: [{ task: 'план этажа' }], max: 1 },
      },
    }),
  }
}

const parsed = (files: PackFiles, path: string) =>
  JSON.parse(files[path] ?? '{}') as Record<string, unknown>

const actionItems = {
  type: 'array',
  maxItems: 60,
  items: {
    type: 'object',
    properties: {
      task: { type: 'string', minLength: 1, maxLength: 300, description: 'What is to be done.' },
      owner: { type: 'string', format: 'person', maxLength: 200 },
      dueText: { type: 'string', maxLength: 100, description: 'The date in the words spoken.' },
      dueOn: { type: 'string', format: 'date', 'x-aam': { computedFrom: 'dueText' } },
    },
    required: ['task'],
  },
  'x-aam': { render: 'table', order: 2, evidence: 'required', track: 'action-item' },
}
