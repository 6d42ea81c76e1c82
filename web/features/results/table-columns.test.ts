import { expect, test } from 'bun:test'
import type { FieldView, SectionView } from '../../../server/modules/scenarios/contract.ts'
import { maxWideColumns, tableColumns } from './table-columns.ts'

const field = (name: string, more: Partial<FieldView> = {}): FieldView => ({
  name,
  title: { en: name, ru: name },
  type: 'string',
  required: false,
  nullable: false,
  format: null,
  options: null,
  minimum: null,
  maximum: null,
  fields: null,
  maxLength: 500,
  ...more,
})
const choice = [{ value: 'low', title: { en: 'Low', ru: 'Низкая' } }]
const section = (fields: FieldView[], priority: string | null = null): SectionView => ({
  name: 'tasks',
  title: { en: 'Tasks', ru: 'Поручения' },
  order: 1,
  render: 'table',
  evidence: 'required',
  track: null,
  priority,
  grade: null,
  isList: true,
  textField: 'task',
  fields: [field('task'), ...fields],
})
const names = (view: SectionView, isFilled: (field: FieldView) => boolean = () => true) => {
  const { columns, rest } = tableColumns(view, isFilled)
  return {
    columns: columns.map(({ field, rank }) => [field.name, rank]),
    rest: rest.map(({ name }) => name),
  }
}

const tasks = section(
  [
    field('owner', { format: 'person' }),
    field('ownerBasis', { options: choice }),
    field('dueText', { maxLength: 120 }),
    field('dueOn', { format: 'date' }),
    field('priority', { options: choice }),
  ],
  'priority',
)

test('who, by when and how urgent are columns; how it was found and said stands below the text', () => {
  expect(names(tasks)).toEqual({
    columns: [
      ['owner', 1],
      ['dueOn', 2],
      ['priority', 3],
    ],
    rest: ['ownerBasis', 'dueText'],
  })
})

test('a field that no row fills takes no column from one that is filled', () => {
  expect(names(tasks, ({ name }) => name !== 'priority')).toEqual({
    columns: [
      ['owner', 1],
      ['ownerBasis', 3],
      ['dueOn', 2],
    ],
    rest: ['dueText'],
  })
})

test('of many fields three are columns, and none is lost', () => {
  const many = section([
    ...Array.from({ length: 9 }, (_, at) => field(`note${at}`)),
    field('cost', { type: 'number' }),
    field('tags', { type: 'array' }),
  ])
  const { columns, rest } = names(many)
  expect(columns).toEqual([['cost', 1]])
  expect(rest).toHaveLength(10)
})

test('words of a bounded length are columns where nothing shorter is', () => {
  const people = section([field('role', { maxLength: 120 }), field('note')])
  expect(names(people)).toEqual({ columns: [['role', 1]], rest: ['note'] })
})

test('further short facts become columns of a wide result, and what no row says is named', () => {
  const { wide, unsaid } = tableColumns(tasks, ({ name }) => name !== 'owner')
  expect(wide.map(({ field, rank }) => [field.name, rank])).toEqual([['dueText', 4]])
  expect(unsaid.map(({ name }) => name)).toEqual(['owner'])
  const many = section(Array.from({ length: 9 }, (_, at) => field(`n${at}`, { type: 'number' })))
  const shares = tableColumns(many, () => true)
  expect(shares.columns.length + shares.wide.length).toBe(maxWideColumns)
  expect(shares.rest).toHaveLength(6)
})
